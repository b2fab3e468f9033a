// Orders pictures for messages and brings each to its message. Speaks to SillyTavern, the bridge and the page through what it is given.
import { idOf, isCaredFor, locate, recall, remember, ticketOf } from './memory.js';
import { NAME } from './settings.js';
import { missing, orderOf } from './order.js';
import { keep, takeFor } from './parcels.js';
import { repliesUpTo, shallDraw } from './triggers.js';
import { sceneOf } from './scene.js';

const RETRY_AFTER = 5000;
const LONGEST_WAIT = 30_000;

/** How often an order that the bridge still carries out is asked for again. */
const MOST_ASKED_AGAIN = 60;

/** After these the same order may be sent again under its key; after others only a new one makes sense. */
const SAME_KEY = new Set(['unreachable', 'tavern', 'RateLimited', 'Unavailable', 'StillRunning', 'DeadlinePassed', 'no-address', 'bad-address']);

/** How far back unfinished orders of a chat are taken up again when it is opened. */
const RESUMED = 20;

export class Illustrator {
    #port;
    #jobs = new Map();

    /**
     * @param {object} port
     * @param {() => object} port.context SillyTavern's, fresh
     * @param {() => object} port.settings
     * @param {() => object} port.sd SillyTavern's image settings
     * @param {() => void} port.saveSettings
     * @param {{draw, upload}} port.bridge
     * @param {(job: object, signal: AbortSignal) => void} port.watch follows the progress of a job until the signal
     * @param {(index: number, swipe: number | null, media: object[], replace: boolean) => void} port.attach puts media into a message
     * @param {() => Promise<void>} port.saveChat
     * @param {() => void} port.changed something to be seen changed
     * @param {(ms: number, signal: AbortSignal) => Promise<void>} port.pause
     * @param {import('./queue.js').Queue} queue
     */
    constructor(port, queue) {
        this.#port = port;
        this.queue = queue;
    }

    /** A message was shown: it is illustrated if the settings want it, once. */
    rendered(index, type) {
        const { chat } = this.#port.context();
        const message = chat[index];
        if (type === 'continue') this.#carryOver(message);
        const happened = { type, message, replies: repliesUpTo(chat, index) };
        if (shallDraw(happened, this.#port.settings()) && !isCaredFor(message)) this.illustrate(index);
        else this.#port.changed();
    }

    /**
     * Orders a picture for a message.
     *
     * @param {number} index
     * @param {object} [how]
     * @param {string} [how.prompt] instead of the message
     * @param {'first' | 'retry' | 'redraw' | 'more' | 'resume'} [how.kind] redraw puts the new picture in the place of ours, more beside it
     * @returns {Promise<string> | null} the state it ends in; null when the very same is under way
     */
    illustrate(index, { prompt, kind = 'first' } = {}) {
        const context = this.#port.context();
        const message = context.chat[index];
        if (!message) return null;
        const ticket = ticketOf(context.chatId, message);
        const id = idOf(ticket);
        if (this.queue.has(id)) return null;
        const before = recall(message);
        const job = {
            id,
            ticket,
            phase: 'queued',
            attempt: attemptOf(before, kind),
            resumed: kind === 'resume',
            replace: kind === 'redraw' || (kind !== 'more' && before?.replace === true),
            prompt: prompt ?? (kind === 'redraw' || kind === 'more' || kind === 'first' ? undefined : before?.prompt),
            scene: sceneOf(context, index, this.#port.sd(), this.#port.settings().recent_messages),
            speaker: message.name,
        };
        this.#jobs.set(id, job);
        this.#note(message, job, 'pending', { info: before?.info });
        this.#port.saveChat();
        return new Promise(resolve => {
            this.queue.add(ticket.chat, id, signal => this.#carryOut(job, signal), () => resolve(job.outcome ?? 'stopped'));
        });
    }

    /** Ends what goes on for a message; answers whether there was something. */
    stop(index) {
        const job = this.#jobOf(index);
        if (!job) return false;
        this.#cancel(job);
        return true;
    }

    /** Ends what goes on for the open chat; answers how many orders. */
    stopAll() {
        const { chatId } = this.#port.context();
        const jobs = [...this.#jobs.values()].filter(job => job.ticket.chat === String(chatId));
        jobs.forEach(job => this.#cancel(job));
        return jobs.length;
    }

    /** A chat was opened: what was finished meanwhile is put in, what was not finished is taken up again. */
    opened() {
        const context = this.#port.context();
        if (context.chatId === undefined || context.chatId === null) return;
        const settings = this.#port.settings();
        const [mine, others] = takeFor(settings.parcels, context.chatId);
        if (mine.length) {
            settings.parcels = others;
            this.#port.saveSettings();
            mine.forEach(parcel => this.#deliver(parcel));
            this.#port.saveChat();
        }
        const { chat } = context;
        for (let index = Math.max(0, chat.length - RESUMED); index < chat.length; index++) {
            if (recall(chat[index])?.state !== 'pending') continue;
            if (settings.enabled && isCaredFor(chat[index])) this.illustrate(index, { kind: 'resume' });
        }
        this.#port.changed();
    }

    /** A message has another text: a picture that is under way would show the old one, so it is ordered anew. */
    edited(index) {
        const context = this.#port.context();
        for (const job of this.#jobsOf(context.chatId)) {
            if (locate(context.chat, job.ticket)) continue;
            const found = locate(context.chat, job.ticket, { anyText: true });
            if (found?.index !== index || found.swipe !== null) continue;
            this.#cancel(job, { silent: true });
            this.illustrate(index, { kind: 'redraw', prompt: job.prompt });
        }
        this.#port.changed();
    }

    /** Messages were deleted: what goes on for them is ended. */
    deleted() {
        const context = this.#port.context();
        for (const job of this.#jobsOf(context.chatId)) {
            if (!locate(context.chat, job.ticket)) this.#cancel(job, { silent: true });
        }
        this.#port.changed();
    }

    /**
     * What is to be seen at a message.
     *
     * @returns {object | null} phase: queued, drawing, retrying, failed, stopped or done
     */
    viewOf(index) {
        const job = this.#jobOf(index);
        if (job) return { ...job, ahead: this.queue.ahead(job.id) };
        const kept = recall(this.#port.context().chat[index]);
        if (!kept || kept.state === 'pending') return kept ? { phase: 'stopped' } : null;
        return { phase: kept.state, trouble: kept.trouble, info: kept.info };
    }

    /** The user's own words that were drawn instead of the message, undefined for none. */
    promptOf(index) {
        return recall(this.#port.context().chat[index])?.prompt;
    }

    #jobOf(index) {
        const { chat, chatId } = this.#port.context();
        return chat[index] ? this.#jobs.get(idOf(ticketOf(chatId, chat[index]))) : undefined;
    }

    #jobsOf(chatId) {
        return [...this.#jobs.values()].filter(job => job.ticket.chat === String(chatId));
    }

    // A continued message is the same one: what is remembered and under way belongs to it still.
    #carryOver(message) {
        const kept = message?.extra?.[NAME];
        if (kept?.swipe === (message?.swipe_id ?? 0) && kept.state === 'done') kept.sent = String(message.send_date ?? '');
    }

    #cancel(job, { silent = false } = {}) {
        job.silent = silent;
        const running = this.queue.isRunning(job.id);
        this.queue.cancel(job.id);
        if (!running) this.#ended(job, 'stopped');
        // The same message may be ordered again at once.
        else this.#jobs.delete(job.id);
    }

    async #carryOut(job, signal) {
        try {
            const outcome = await this.#drawn(job, signal);
            if (outcome.trouble) this.#ended(job, 'failed', { trouble: outcome.trouble });
            else await this.#finish(job, outcome);
        } catch (failure) {
            if (signal.aborted) this.#ended(job, 'stopped');
            else this.#ended(job, 'failed', { trouble: { kind: 'tavern', message: String(failure?.message ?? failure), retryable: false } });
        }
    }

    async #drawn(job, signal) {
        const { settings, sd, bridge, pause, watch, context } = this.#port;
        let tries = 0;
        let askedAgain = 0;
        for (;;) {
            const lacking = missing(sd());
            if (lacking) return { trouble: { kind: lacking, retryable: false } };
            const order = orderOf(job, settings(), sd(), text => context().substituteParams?.(text) ?? text);
            Object.assign(job, { phase: 'drawing', key: order.force_task_id, sentPrompt: order.prompt, width: order.width, height: order.height });
            this.#port.changed();
            const attempt = new AbortController();
            watch(job, attempt.signal);
            let outcome;
            try {
                outcome = await bridge.draw(order, signal);
            } finally {
                attempt.abort();
            }
            const { trouble } = outcome;
            if (!trouble) return outcome;
            if (trouble.kind === 'StillRunning' && askedAgain++ < MOST_ASKED_AGAIN) {
                await pause(1000 * (trouble.retryAfter ?? 2), signal);
            } else if (job.resumed && !SAME_KEY.has(trouble.kind)) {
                // Leaving the page ended the order, and its key holds nothing: a new one.
                job.resumed = false;
                job.attempt++;
                this.#noteByTicket(job);
            } else if (trouble.retryable && settings().retry && tries++ === 0) {
                Object.assign(job, { phase: 'retrying', trouble, fraction: undefined });
                this.#port.changed();
                await pause(Math.min(LONGEST_WAIT, Math.max(RETRY_AFTER, 1000 * (trouble.retryAfter ?? 0))), signal);
            } else {
                return outcome;
            }
        }
    }

    async #finish(job, { images, info }) {
        if (this.#isGone(job)) return this.#ended(job, 'stopped');
        const media = [];
        for (const [place, image] of images.entries()) {
            const url = await this.#port.bridge.upload(image, job.speaker, place);
            media.push({
                url,
                type: 'image',
                title: info.prompt || job.sentPrompt,
                source: 'generated',
                // FREE: the first-party paintbrush and image swipes send the title as it is.
                generation_type: 6,
                negative: info.negative ?? '',
                width: info.width ?? job.width,
                height: info.height ?? job.height,
                flux_bridge: true,
            });
        }
        const parcel = { ticket: job.ticket, media, info, replace: job.replace, attempt: job.attempt, prompt: job.prompt };
        this.#jobs.delete(job.id);
        const { chatId } = this.#port.context();
        if (String(chatId) === job.ticket.chat) {
            this.#deliver(parcel);
            this.#port.saveChat();
        } else {
            const settings = this.#port.settings();
            settings.parcels = keep(settings.parcels, parcel);
            this.#port.saveSettings();
        }
        this.#port.changed();
        job.outcome = 'done';
    }

    #isGone(job) {
        const { chat, chatId } = this.#port.context();
        return String(chatId) === job.ticket.chat && !locate(chat, job.ticket);
    }

    /** Puts pictures into the message they are for, whichever swipe is in sight; one that is gone gets none. */
    #deliver({ ticket, media, info, replace, attempt, prompt }) {
        const { chat } = this.#port.context();
        const found = locate(chat, ticket);
        if (!found) return;
        const message = chat[found.index];
        const target = found.swipe === null ? message : message.swipe_info[found.swipe];
        target.extra ??= {};
        target.extra[NAME] = { state: 'done', swipe: ticket.swipe, sent: ticket.sent, text: ticket.text, info, attempt, prompt };
        this.#port.attach(found.index, found.swipe, media, replace);
    }

    #note(message, job, state, more = {}) {
        remember(message, state, { attempt: job.attempt, prompt: job.prompt, replace: job.replace || undefined, ...more });
        this.#port.changed();
    }

    #noteByTicket(job, state = 'pending', more = {}) {
        const { chat, chatId } = this.#port.context();
        if (String(chatId) !== job.ticket.chat) return;
        const found = locate(chat, job.ticket);
        if (!found) return;
        if (found.swipe === null) {
            this.#note(chat[found.index], job, state, { info: recall(chat[found.index])?.info, ...more });
        } else {
            const other = chat[found.index].swipe_info[found.swipe];
            other.extra ??= {};
            const { swipe, sent, text } = job.ticket;
            other.extra[NAME] = { ...other.extra[NAME], state, swipe, sent, text, attempt: job.attempt, ...more };
        }
        this.#port.saveChat();
    }

    #ended(job, state, more = {}) {
        if (this.#jobs.get(job.id) === job) this.#jobs.delete(job.id);
        // Whoever took its place tells how it goes on.
        if (!job.silent && !this.#jobs.has(job.id)) this.#noteByTicket(job, state, more);
        this.#port.changed();
        job.outcome = state;
    }
}

function attemptOf(before, kind) {
    if (!before) return 0;
    const attempt = before.attempt ?? 0;
    if (kind === 'resume') return attempt;
    if (kind === 'retry' && before.state === 'failed' && SAME_KEY.has(before.trouble?.kind)) return attempt;
    return attempt + 1;
}
