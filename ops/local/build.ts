import { join } from 'node:path';
import { build } from 'esbuild';
import { buildAdminApp } from './admin-app.ts';
import { ROOT } from './root.ts';

// npm run build: the admin app, and one file of JavaScript for each kind of process in dist/, with the packages beside it.
await buildAdminApp();
await build({
  absWorkingDir: ROOT,
  entryPoints: {
    migrate: 'ops/processes/migrate.ts',
    subgraph: 'ops/processes/subgraph.ts',
    gateway: 'ops/processes/gateway.ts',
    'set-up-stripe': 'ops/processes/set-up-stripe.ts',
    'replay-stripe-events': 'ops/processes/replay-stripe-events.ts',
    'operator-notes': 'ops/processes/operator-notes.ts',
    'settle-dispute': 'ops/processes/settle-dispute.ts',
    'restore-link': 'ops/processes/restore-link.ts',
    'un-archive': 'ops/processes/un-archive.ts',
    'extend-trial': 'ops/processes/extend-trial.ts',
    'set-tier': 'ops/processes/set-tier.ts',
  },
  outdir: join(ROOT, 'dist'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: 'linked',
  tsconfig: join(ROOT, 'tsconfig.json'),
  plugins: [
    {
      name: 'own packages in, others out',
      setup(bundler) {
        bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@offplan/') ? undefined : { path, external: true },
        );
      },
    },
  ],
});
console.log('Built clients/admin/dist and dist/.');
