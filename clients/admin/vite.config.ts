import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a local gateway answers while the client is served by `vite dev`. */
const gateway = process.env.OFFPLAN_GATEWAY_URL ?? 'http://127.0.0.1:4000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Data URLs would need wider sources in the content security policy.
    assetsInlineLimit: 0,
  },
  server: {
    host: '127.0.0.1',
    // As objects: the host stays the one that the browser called, by which the gateway knows the app and the origin.
    proxy: { '/graphql': { target: gateway, ws: true }, '/auth': { target: gateway }, '/export': { target: gateway } },
  },
});
