import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Where Consul is: CONSUL_BIN, or the first `consul` of PATH; undefined where there is none. */
export const consulBinary = (env: NodeJS.ProcessEnv): string | undefined =>
  [...(env.CONSUL_BIN ? [env.CONSUL_BIN] : []), ...(env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'consul'))].find(
    (file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
  );

const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

/** An agent of one's own, in memory, on free ports. It ends with this process at the latest. */
export class ConsulServer {
  private constructor(
    private readonly agent: ChildProcess,
    readonly port: number,
  ) {}

  static async start(binary: string): Promise<ConsulServer> {
    const [http, server, lan, wan] = await freePorts(4);
    const off = ['grpc', 'grpc-tls', 'dns'].map((name) => `-${name}-port=-1`);
    const ports = [`-http-port=${http}`, `-server-port=${server}`, `-serf-lan-port=${lan}`, `-serf-wan-port=${wan}`, ...off];
    const agent = spawn(binary, ['agent', '-dev', '-bind=127.0.0.1', '-log-level=error', ...ports], { stdio: 'ignore' });
    const kill = (): void => void agent.kill('SIGKILL');
    process.once('exit', kill);
    agent.once('exit', () => process.off('exit', kill));
    const started = new ConsulServer(agent, http!);
    await started.leader();
    return started;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Deregisters everything. */
  async forget(): Promise<void> {
    const services = (await (await fetch(`${this.address}/v1/agent/services`)).json()) as Record<string, unknown>;
    for (const id of Object.keys(services))
      await fetch(`${this.address}/v1/agent/service/deregister/${encodeURIComponent(id)}`, { method: 'PUT' });
  }

  async stop(): Promise<void> {
    if (this.agent.exitCode !== null || this.agent.signalCode !== null) return;
    const ended = once(this.agent, 'exit');
    this.agent.kill('SIGKILL');
    await ended;
  }

  /** There is no signal for it but the answer. */
  private async leader(): Promise<void> {
    for (;;) {
      if (this.agent.exitCode !== null) throw new Error(`consul ended with ${this.agent.exitCode}; run it by hand to see why`);
      const answer = await fetch(`${this.address}/v1/status/leader`)
        .then((response) => response.text())
        .catch(() => '');
      if (/\d/.test(answer)) return;
      await pause(50);
    }
  }
}
