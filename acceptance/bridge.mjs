// Starts the real bridge and the real lab as a user would, by the launcher, and stops them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Repository root. */
export const ROOT = resolve(import.meta.dirname, '..');

/** The launcher under test; another one (an unpacked release, say) may be named. */
const LAUNCHER = process.env.BRIDGE_LAUNCHER ?? join(ROOT, 'bridge');

/** A first start builds, so it gets a build's time. */
const READY_MS = 240_000;

// The environment beats the .env of whoever runs the tests, also with an empty value: no key in it is ever used, no paid provider asked.
const WITHOUT_ENV_FILE = Object.fromEntries(
    [...(await readFile(join(ROOT, '.env'), 'utf8').catch(() => '')).matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/gm)].map(([, name]) => [name, '']),
);

/** The bridge of this process on a free port, unless env names one, with an empty data folder. Extra settings go into env. */
export async function startBridge(env = {}) {
    const port = Number(env.BRIDGE_PORT ?? (await freePort()));
    const url = `http://127.0.0.1:${port}`;
    const data = await mkdtemp(join(tmpdir(), 'bridge-data-'));
    const server = launch(['serve'], { ...WITHOUT_ENV_FILE, BRIDGE_HOST: '127.0.0.1', BRIDGE_PORT: String(port), BRIDGE_DATA_DIR: data, ...env });
    const stop = async () => {
        await server.stop();
        await rm(data, { recursive: true, force: true });
    };
    try {
        await until(() => server.alive() && answers(`${url}/sdapi/v1/options`), READY_MS, 'the bridge answers');
    } catch (failure) {
        await stop();
        throw new Error(`${failure.message}; it said:\n${server.output()}`);
    }
    return { url, port, data, output: server.output, stop };
}

/** The simulators of every provider; settings is what points a bridge at them, stats() what each counts. */
export async function startLab() {
    const lab = launch(['lab', '--port', '0'], {});
    const settings = () => Object.fromEntries([...lab.output().matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, key, value]) => [key, value.trim()]));
    try {
        await until(() => lab.alive() && 'BRIDGE_ALLOW_PRIVATE_UPSTREAMS' in settings(), READY_MS, 'the lab prints its settings');
    } catch (failure) {
        await lab.stop();
        throw new Error(`${failure.message}; it said:\n${lab.output()}`);
    }
    const url = new URL(Object.values(settings()).find(value => value.startsWith('http'))).origin;
    const stats = async () => (await fetch(`${url}/lab/stats`)).json();
    const inFlight = async () => Object.values(await stats()).reduce((sum, provider) => sum + provider.inFlight, 0);
    return { url, settings: settings(), stats, inFlight, output: lab.output, stop: lab.stop };
}

/** Waits until the condition holds; a condition that throws does not hold yet. Answers what the condition answered. */
export async function until(condition, ms, what) {
    const end = Date.now() + ms;
    let last;
    for (;;) {
        try {
            const value = await condition();
            if (value) return value;
        } catch (failure) {
            if (failure instanceof Gone) throw failure;
            last = failure;
        }
        if (Date.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}${last ? ` (${last.message})` : ''}`);
        await sleep(50);
    }
}

/** A free loopback port. */
export async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

/** A process with its output collected; the group ends with it. */
export function run(command, args, options) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
    const chunks = [];
    child.stdout.on('data', chunk => chunks.push(chunk));
    child.stderr.on('data', chunk => chunks.push(chunk));
    child.on('error', failure => chunks.push(Buffer.from(String(failure))));
    const gone = new Promise(done => child.on('close', done));
    const signal = name => {
        try {
            process.kill(-child.pid, name);
        } catch {
            // already gone
        }
    };
    process.once('exit', () => signal('SIGKILL'));
    return {
        output: () => Buffer.concat(chunks).toString(),
        alive() {
            if (child.exitCode !== null || child.signalCode !== null) throw new Gone(`${command} ${args.join(' ')} ended with ${child.exitCode ?? child.signalCode}`);
            return true;
        },
        /** Ends the process by SIGTERM and answers its exit code; a process that ignores it for 20 s is killed. */
        async stop() {
            signal('SIGTERM');
            const code = await Promise.race([gone, sleep(20_000, 'late', { ref: false })]);
            signal('SIGKILL');
            await gone;
            return code;
        },
    };
}

class Gone extends Error {}

// A suite that runs out of time is ended by SIGTERM; exiting orderly lets it take its servers along.
process.once('SIGTERM', () => process.exit(143));

function launch(args, env) {
    const inherited = Object.fromEntries(['PATH', 'HOME', 'JAVA_HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'BRIDGE_JAVA_OPTS'].map(name => [name, process.env[name]]).filter(([, value]) => value));
    return run(LAUNCHER, args, { cwd: ROOT, env: { ...inherited, ...env } });
}

async function answers(url) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return response.ok;
}
