import vue from '@vitejs/plugin-vue';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import components from 'unplugin-vue-components/vite';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const server = process.env.YUNQIAO_SERVER ?? 'http://127.0.0.1:3000';

/**
 * What pdf.js fetches while it reads a file: character maps, standard fonts, and decoders as plain scripts (the page's
 * policy compiles no WebAssembly). The version stands in the address: it may be kept for ever.
 */
function pdfFiles(): Plugin {
  const manifest = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const base = `assets/pdf-${version}/`;
  const isServed = (name: string): boolean => /\.(?:bcmap|pfb|ttf)$|_nowasm_fallback\.js$|LICENSE/.test(name);
  const files = ['cmaps', 'standard_fonts', 'wasm'].flatMap((folder) =>
    readdirSync(join(dirname(manifest), folder))
      .filter(isServed)
      .map((name) => `${folder}/${name}`),
  );
  const served = new Map(files.map((name) => [`${base}${name}`, join(dirname(manifest), name)]));
  return {
    name: 'pdf-files',
    generateBundle() {
      for (const [fileName, file] of served) this.emitFile({ type: 'asset', fileName, source: readFileSync(file) });
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const file = served.get(request.url?.slice(1) ?? '');
        if (!file) return next();
        if (file.endsWith('.js')) response.setHeader('content-type', 'text/javascript');
        createReadStream(file).pipe(response);
      });
    },
  };
}

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
    pdfFiles(),
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
    // The chart library; it comes with the pages of figures only.
    chunkSizeWarningLimit: 560,
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
