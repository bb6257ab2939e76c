import { readSettings } from '@offplan/kernel/config/settings';
import { runCommand } from './run-command.ts';

// npm run dev: the servers start anew when their sources change; the admin app is served by Vite with hot reload, on a port of its own.
const settings = readSettings(process.env);
const appPort = settings.OFFPLAN_PORT + 1;
console.log(`The app with hot reload: http://app.${settings.OFFPLAN_HOST}:${appPort}/sign-in\n`);
const [servers] = await Promise.all([
  runCommand('tsx', ['watch', '--clear-screen=false', '--include', 'schema/generated/**', 'ops/local/start.ts']),
  runCommand('vite', ['clients/admin', '--host', '127.0.0.1', '--port', String(appPort), '--strictPort'], {
    OFFPLAN_GATEWAY_URL: `http://127.0.0.1:${settings.OFFPLAN_PORT}`,
  }),
]);
process.exit(servers);
