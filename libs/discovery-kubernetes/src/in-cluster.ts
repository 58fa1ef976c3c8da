import { readFile } from 'node:fs/promises';
import type { ApiServerOptions } from './api-server.js';

const folder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Not in a pod, or its deployment lacks something. */
export class NotInCluster extends Error {
  override readonly name = 'NotInCluster';
  readonly code = 'discovery.not-in-cluster';
  readonly retryable = false;
}

/** What every pod with a service account is given. Throws NotInCluster, which says what is missing. */
export const inCluster = async (env: Readonly<Record<string, string | undefined>>): Promise<ApiServerOptions> => {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443', NODE_EXTRA_CA_CERTS: authorities } = env;
  if (!host) throw new NotInCluster('KUBERNETES_SERVICE_HOST is not set: this is no pod; choose another discovery');
  // Node reads it once, at start: it cannot be set from here.
  if (!authorities) throw new NotInCluster(`set NODE_EXTRA_CA_CERTS=${folder}/ca.crt in the deployment, so that the API server is trusted`);
  const namespace = await readFile(`${folder}/namespace`, 'utf8').catch((cause: unknown) => {
    throw new NotInCluster(`${folder}/namespace cannot be read: give the pod a service account`, { cause });
  });
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    namespace: namespace.trim(),
    token: async () => (await readFile(`${folder}/token`, 'utf8')).trim(),
  };
};
