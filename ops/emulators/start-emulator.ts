import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Emulator {
  url: string;
  stop(): void;
}

/** Starts one of this folder's twins of outside services as a process of its own; it ends with us. */
export async function startEmulator(name: 'turnstile' | 'rdap'): Promise<Emulator> {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The twin of ${name} ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line).port));
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() };
}
