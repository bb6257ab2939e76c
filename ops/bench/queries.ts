import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, subgraphSdls } from '@offplan/schema';
import { request } from 'undici';
import { ROOT } from '../local/root.ts';
import { runCommand } from '../local/run-command.ts';
import { type BenchResult, median, rounded, throughput } from './result.ts';
import { openStage, type Stage } from './stage.ts';

const CONNECTIONS = 16;
const ROUNDS = 3;
const MILLISECONDS = 4_000;
const UNITS = 50;
const HIVE = join(ROOT, 'ops/bench/hive');

/** 50 units → organisation → tier over three subgraphs: our gateway over HTTP and in one process, against Hive Gateway on the same subgraphs. */
export async function queries(): Promise<BenchResult> {
  if (
    !existsSync(join(HIVE, 'node_modules')) &&
    (await runCommand('npm', ['install', '--prefix', HIVE, '--no-save', '--no-audit', '--no-fund'])) !== 0
  )
    throw new Error('Hive Gateway could not be installed');
  const http = await openStage({ transport: 'http' });
  const local = await openStage();
  const hive = await startHive(http);
  try {
    await Promise.all([http, local].map((stage) => stage.units(UNITS, 'q-')));
    const rounds: Record<'http' | 'local' | 'hive', number>[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({
        http: await throughput(CONNECTIONS, MILLISECONDS, async () => void (await http.owner.data(UNITS_WITH_TIER))),
        local: await throughput(CONNECTIONS, MILLISECONDS, async () => void (await local.owner.data(UNITS_WITH_TIER))),
        hive: await throughput(CONNECTIONS, MILLISECONDS, () => hive.ask(UNITS_WITH_TIER)),
      });
    const ratio = (which: 'http' | 'local') => rounds.map((round) => round[which] / round.hive);
    const [overHttp, inProcess] = [median(ratio('http')), median(ratio('local'))];
    const show = (which: 'http' | 'local' | 'hive') => rounded(median(rounds.map((round) => round[which])), 0);
    return {
      name: 'queries',
      ratio: rounded(Math.min(overHttp / 4, inProcess / 8)),
      goal: '>= 4 x Hive Gateway over HTTP, >= 8 x in one process (ratio: the smaller share of its goal)',
      holds: overHttp >= 4 && inProcess >= 8,
      figures: {
        http: { perSecond: show('http'), ratio: rounded(overHttp) },
        local: { perSecond: show('local'), ratio: rounded(inProcess) },
      },
      yardstick: { hivePerSecond: show('hive') },
      spread: { http: ratio('http').map((one) => rounded(one)), local: ratio('local').map((one) => rounded(one)) },
    };
  } finally {
    await hive.stop();
    await http.close();
    await local.close();
  }
}

/** The 50 units of the board, each with its organisation (identity) and that one's tier (billing). */
const UNITS_WITH_TIER =
  '{ project(by: { slug: "bench" }) { id buildings { id board { units { id number organisation { id name plan { tier { slug } } } } } } } }';

async function startHive(stage: Stage): Promise<{ ask(query: string): Promise<void>; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'offplan-hive-'));
  const urls = stage.system.subgraphUrls;
  const supergraph = compose(subgraphSdls()).replaceAll(/offplan:(\w+)/g, (_, name: string) => `${urls[name]}/graphql`);
  await writeFile(join(folder, 'supergraph.graphql'), supergraph);
  const port = await freePort();
  await writeFile(
    join(folder, 'gateway.config.mjs'),
    `export const gatewayConfig = { supergraph: ${JSON.stringify(join(folder, 'supergraph.graphql'))}, port: ${port}, host: '127.0.0.1', logging: false, maskedErrors: false, propagateHeaders: { fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') }) } };\n`,
  );
  const child: ChildProcess = spawn(
    process.execPath,
    [
      join(HIVE, 'node_modules/@graphql-hive/gateway/dist/bin.js'),
      '--config-path',
      join(folder, 'gateway.config.mjs'),
      'supergraph',
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const passport = await stage.system.gateway.viewers.resolve(
    stage.owner.cookie!.split('=')[1]!,
    { workspace: 'bench', view: null },
    {
      requestId: 'bench',
      address: null,
      userAgent: null,
    },
  );
  let signed = passport.signed;
  const renew = setInterval(async () => {
    signed = (
      await stage.system.gateway.viewers.resolve(
        stage.owner.cookie!.split('=')[1]!,
        { workspace: 'bench', view: null },
        {
          requestId: 'bench',
          address: null,
          userAgent: null,
        },
      )
    ).signed;
  }, 10_000);
  const ask = async (query: string) => {
    const { body } = await request(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Passport ${signed}` },
      body: JSON.stringify({ query }),
    });
    const answer = (await body.json()) as { data?: { project: unknown }; errors?: unknown };
    if (!answer.data?.project) throw new Error(`Hive Gateway answered ${JSON.stringify(answer).slice(0, 300)}`);
  };
  for (let attempt = 0; ; attempt += 1) {
    try {
      await ask(UNITS_WITH_TIER);
      break;
    } catch (fault) {
      if (attempt > 100) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  return {
    ask,
    async stop() {
      clearInterval(renew);
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
