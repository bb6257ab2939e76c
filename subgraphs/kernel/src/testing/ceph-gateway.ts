import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROGRAMS = ['monmaptool', 'ceph-authtool', 'ceph-mon', 'ceph-osd', 'ceph', 'radosgw', 'radosgw-admin'];
const START_MILLISECONDS = 60_000;

/** Who has a key, and for what. The gateway of Debian 12 does not connect where no keys are asked for. */
const KEYS = [
  ['mon.', '--cap', 'mon', 'allow *'],
  ['client.admin', '--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *'],
  ['osd.0', '--cap', 'mon', 'allow profile osd', '--cap', 'osd', 'allow *'],
] as const;

/** A store with Amazon's interface that really keeps what is locked: Ceph on this machine, in memory. */
export interface CephGateway {
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
  stop(): Promise<void>;
}

/** What of Ceph is missing here, or keeps it from running; null when it can be started. */
export function missingForCeph(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const isThere = (program: string) =>
    folders.some((folder) => {
      try {
        accessSync(join(folder, program), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
  const missing = PROGRAMS.filter((program) => !isThere(program));
  if (missing.length > 0) return `${missing.join(', ')} of Ceph (Debian: ceph-mon ceph-osd radosgw)`;
  return process.getuid?.() === 0 ? null : 'root, as which Ceph is started here';
}

/** Starts one monitor, one store in memory and the gateway on loopback; all of them end with this process, however it ends. */
export async function startCephGateway(): Promise<CephGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'offplan-ceph-'));
  for (const name of ['mon', 'osd', 'rgw', 'crash']) mkdirSync(join(folder, name));
  const [monitorPort, gatewayPort] = await Promise.all([freePort(), freePort()]);
  const fsid = randomUUID();
  const config = join(folder, 'ceph.conf');
  writeFileSync(config, configOf(folder, fsid, monitorPort, gatewayPort));
  const daemons: ChildProcess[] = [];
  const stop = async () => {
    for (const daemon of daemons.reverse()) {
      const isOver = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.stdin?.end();
      if (daemon.exitCode === null) await isOver;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const ask = (program: string, ...args: string[]) =>
    run(program, ['-c', config, ...args], { timeout: START_MILLISECONDS });
  try {
    const keys = join(folder, 'keyring');
    await run('ceph-authtool', ['--create-keyring', keys]);
    for (const [name, ...rights] of KEYS) await run('ceph-authtool', [keys, '--gen-key', '-n', name, ...rights]);
    const map = join(folder, 'monmap');
    await run('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map]);
    await ask('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
    daemons.push(tie('ceph-mon', ['-c', config, '-i', 'a', '-f']));
    const osd = randomUUID();
    await ask('ceph', 'osd', 'new', osd);
    await ask('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd);
    daemons.push(tie('ceph-osd', ['-c', config, '-i', '0', '-f']));
    await ask('ceph', 'osd', 'crush', 'add', 'osd.0', '1.0', 'root=default', 'host=localhost');
    const [accessKeyId, secretAccessKey] = [randomUUID(), randomUUID()];
    await ask(
      'radosgw-admin',
      'user',
      'create',
      '--uid=archive',
      '--display-name=Archive',
      `--access-key=${accessKeyId}`,
      `--secret-key=${secretAccessKey}`,
    );
    daemons.push(tie('radosgw', ['-c', config, '-n', 'client.admin', '-f']));
    const endpoint = `http://127.0.0.1:${gatewayPort}`;
    await answers(endpoint);
    return { endpoint, accessKeyId, secretAccessKey, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/**
 * Runs a daemon under a shell that waits for the end of its standard input, which this process holds: when that goes, so does the daemon.
 * Nothing of it may hold an output of ours, or whoever reads that would wait for it.
 */
function tie(program: string, args: string[]): ChildProcess {
  const script = `"$0" "$@" </dev/null & daemon=$!; cat >/dev/null; kill -9 $daemon; wait $daemon 2>/dev/null`;
  return spawn('sh', ['-c', script, program, ...args], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
}

async function answers(endpoint: string): Promise<void> {
  for (const until = performance.now() + START_MILLISECONDS; performance.now() < until; await sleep(50)) {
    const answer = await fetch(endpoint).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
  }
  throw new Error('The gateway of Ceph does not answer');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

const configOf = (folder: string, fsid: string, monitorPort: number, gatewayPort: number) => `[global]
fsid = ${fsid}
mon_host = [v2:127.0.0.1:${monitorPort}/0]
mon_initial_members = a
public_addr = 127.0.0.1
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
osd_objectstore = memstore
memstore_device_bytes = 268435456
run_dir = ${folder}
admin_socket = ${folder}/$name.$pid.asok
log_file = ${folder}/$name.log
mon_cluster_log_file = ${folder}/cluster.log
crash_dir = ${folder}/crash
mon_data = ${folder}/mon
osd_data = ${folder}/osd
rgw_data = ${folder}/rgw
keyring = ${folder}/keyring
[client.admin]
rgw_frontends = beast endpoint=127.0.0.1:${gatewayPort}
`;
