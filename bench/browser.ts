import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { atEnd } from './ending.js';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
];

/** A headless Chromium without a GPU. Goes with the bench. */
export async function openBrowser(args: string[] = []): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error('This bench needs Chromium (Debian package chromium)');
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [...ARGS, ...args],
    handleSIGINT: false,
  });
  atEnd(() => browser.close());
  return browser;
}
