// Gradio's own client against the lab's Space: what it takes for a Space, the bridge's adapter may take for one too.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from '@gradio/client';
import { startLab, until } from '../bridge.mjs';

const PROMPT = { prompt: 'a red fox in the snow', randomize_seed: false, seed: 42, width: 512, height: 256, steps: 28, cfg_scale: 3.5 };
const LORA = { id: 'mira', url: 'https://huggingface.co/u/r/resolve/main/mira.safetensors', weight: 0.9 };

describe('@gradio/client', () => {
    let lab;
    let url;
    let token;
    let authorization;

    before(async () => {
        lab = await startLab();
        url = `${lab.url}/hf/space`;
        token = lab.settings.HF_TOKEN;
        authorization = { Authorization: `Bearer ${token}` };
    });

    after(() => lab?.stop());

    const ask = (more = {}) => ({ ...PROMPT, lora_strings_json: '[]', ...more });
    const fetchPicture = async file => Buffer.from(await (await fetch(file.url, { headers: authorization })).arrayBuffer());

    it('reads the signature', async () => {
        const client = await Client.connect(url, { token });
        const { parameters } = (await client.view_api()).named_endpoints['/run_lora'];
        assert.ok(parameters.some(({ parameter_name }) => parameter_name === 'lora_strings_json'));
        client.close();
    });

    it('draws with named arguments and a LoRA', async () => {
        const client = await Client.connect(url, { token });
        const { data } = await client.predict('/run_lora', ask({ lora_strings_json: JSON.stringify([LORA]) }));
        const picture = await fetchPicture(data[0]);
        assert.equal(picture.subarray(8, 12).toString(), 'WEBP');
        assert.equal(JSON.parse(data[1]).seed, 42);
        client.close();
    });

    it('hears of queue, steps and end', async () => {
        const client = await Client.connect(url, { token, events: ['status', 'data'] });
        const stages = [];
        let steps = 0;
        for await (const event of client.submit('/run_lora', ask({ prompt: 'a red fox lab:slow=0.4' }))) {
            if (event.type === 'data') stages.push('data');
            if (event.type !== 'status') continue;
            if (event.position !== undefined) stages.push('queued');
            if (event.progress_data) steps = Math.max(steps, event.progress_data[0].index);
            stages.push(event.stage);
            if (event.stage === 'complete') break;
        }
        assert.ok(stages.includes('queued') && stages.includes('data'), stages.join());
        assert.equal(stages.at(-1), 'complete');
        assert.ok(steps > 0);
        client.close();
    });

    it('starts from an uploaded picture', async () => {
        const client = await Client.connect(url, { token });
        const plain = await client.predict('/run_lora', ask());
        const png = await (await fetch('data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')).blob();
        const { files } = await client.upload_files(client.config.root, [new File([png], 'in.png', { type: 'image/png' })]);
        const { data } = await client.predict('/run_lora', ask({ image_url: files[0], image_strength: 0.5 }));
        assert.notDeepEqual(await fetchPicture(data[0]), await fetchPicture(plain.data[0]));
        client.close();
    });

    it('cancels', async () => {
        // Its cancel leaves the token out, so it is given as a header.
        const client = await Client.connect(url, { headers: authorization, events: ['status', 'data'] });
        const job = client.submit('/run_lora', ask({ prompt: 'a red fox lab:slow=2' }));
        await until(() => job.event_id(), 5000, 'the job is in the queue');
        await job.cancel();
        const data = [];
        for await (const event of job) {
            if (event.type === 'data') data.push(event.data);
            if (event.type === 'status' && ['complete', 'error'].includes(event.stage)) break;
        }
        assert.deepEqual(data.flat().filter(it => it?.url), []);
        const [cancel] = await (await fetch(`${lab.url}/lab/journal?provider=hf&call=cancel`)).json();
        assert.equal(cancel.status, 200);
        client.close();
    });

    it('hears the text of every refusal', async () => {
        const client = await Client.connect(url, { token });
        const refused = (mark, text) => assert.rejects(client.predict('/run_lora', ask({ prompt: `a red fox ${mark}` })), text);
        await refused('lab:credits', /exceeded your Pro ZeroGPU quota .* Try again in 23:14:07/);
        await refused('lab:fail', /GPU task aborted/);
        await refused('lab:nsfw', /NSFW content detected/);
        await refused('lab:status=503', /currently busy/);
        await assert.rejects(client.predict('/run_lora', ask({ steps: 200 })), /Value 200 is greater than maximum value 50/);
        client.close();
    });

    it('does not get in without the token', async () => {
        await assert.rejects(Client.connect(url), /private Hugging Face Space/);
    });
});
