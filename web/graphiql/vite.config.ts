import { defineConfig } from 'vite';

// A running lyhord, for `npm run dev` only.
const server = process.env.LYHORD_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/graphiql/',
  build: {
    // Its own folder, so that emptying it leaves the rest of dist alone.
    outDir: '../dist/graphiql',
    emptyOutDir: true,
    target: 'es2023',
    // Monaco is some 3 MB, loaded after the page has been drawn.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      onLog(level, log, report) {
        // "use client" is for servers that render React; here it means nothing.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  worker: { format: 'es' },
  server: {
    proxy: { '/graphql': { target: server, ws: true }, '/demo': server },
  },
});
