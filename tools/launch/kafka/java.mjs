/** What a broker of our own needs from the machine: Java, and Maven to bring the jars. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const windows = process.platform === 'win32';
const oldest = 17;

function onPath(...names) {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

/** `JAVA_HOME`, when it is set, is what its owner means; otherwise the `java` of the PATH. */
function javaProgram() {
  const name = windows ? 'java.exe' : 'java';
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', name) : onPath(name);
}

const known = new Map();

/**
 * Java 17 or newer, or what is missing. Each program is asked once: starting a JVM takes a tenth of a second.
 * @returns {{ java: string, version: string, problem?: undefined } | { problem: string }}
 */
export function findJava() {
  const java = javaProgram();
  if (!java) return { problem: `no Java ${oldest} or newer (no "java" on the PATH, and JAVA_HOME is not set)` };
  if (!known.has(java)) known.set(java, ask(java));
  return known.get(java);
}

function ask(java) {
  const { status, stderr, error } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const version = /version "([^"]+)"/.exec(stderr ?? '')?.[1];
  // macOS has a /usr/bin/java that only tells where to get one.
  if (status !== 0 || !version)
    return { problem: `no Java ${oldest} or newer (${java} does not run: ${(error?.message ?? stderr).trim()})` };
  // Before Java 9 the version began with "1.".
  const major = Number(/^(?:1\.)?(\d+)/.exec(version)?.[1]);
  return major >= oldest ? { java, version } : { problem: `no Java ${oldest} or newer (${java} is ${version})` };
}

/** @returns {{ maven: string, problem?: undefined } | { problem: string }} */
export function findMaven() {
  const name = windows ? 'mvn.cmd' : 'mvn';
  const maven = process.env.MAVEN_HOME ? join(process.env.MAVEN_HOME, 'bin', name) : onPath(name);
  return maven ? { maven } : { problem: 'no Maven (no "mvn" on the PATH, and MAVEN_HOME is not set)' };
}
