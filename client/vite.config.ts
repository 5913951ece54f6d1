import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import components from 'unplugin-vue-components/vite';
import { defineConfig } from 'vite';

const server = process.env.YUNQIAO_SERVER ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    vue(),
    // Element Plus for the consoles only: an `El…` in their templates brings that component and its style along.
    components({
      include: [/\/client\/(?:components|pages)\/(?:console|admin)\/(?:[^/]+\/)*[^/]+\.vue(?:$|\?)/],
      dirs: [],
      dts: false,
      resolvers: [ElementPlusResolver({ importStyle: 'css' })],
    }),
  ],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: fileURLToPath(new URL('../dist/client', import.meta.url)),
    emptyOutDir: true,
    manifest: true,
    assetsDir: 'assets',
    // The page's policy allows nothing inline and no data: addresses, so every asset is a file of its own.
    assetsInlineLimit: 0,
    target: ['chrome87', 'safari14', 'firefox78'],
    chunkSizeWarningLimit: 400,
  },
  server: {
    port: 5173,
    proxy: {
      '/api': server,
      '/streams': server,
      '/socket.io': { target: server, ws: true },
    },
  },
});
