// node-sd-webui reads the infotext by position: steps, sampler, CFG, seed, size stand in this order or it reads nonsense.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { startBridge } from '../bridge.mjs';
import { readPng } from '../png.mjs';

// Its ES modules import without file endings, which Node refuses; the CommonJS build works.
const sdwebui = createRequire(import.meta.url)('node-sd-webui').default;

describe('node-sd-webui', () => {
    let bridge;
    let client;

    before(async () => {
        bridge = await startBridge();
        client = sdwebui({ apiUrl: bridge.url });
    });

    after(() => bridge?.stop());

    it('draws one picture', async () => {
        const { images, info } = await client.txt2img({ prompt: 'a harbour in the morning', width: 256, height: 192, seed: 1234 });
        assert.equal(images.length, 1);
        const { width, height } = readPng(Buffer.from(images[0], 'base64'));
        assert.deepEqual([width, height], [256, 192]);
        assert.equal(JSON.parse(info).seed, 1234);
    });

    it('draws with a hires pass asked for', async () => {
        const { images } = await client.txt2img({
            prompt: 'a harbour', width: 128, height: 128, hires: { steps: 10, denoisingStrength: 0.5, upscaler: 'Latent', upscaleBy: 2, resizeWidthTo: 0, resizeHeigthTo: 0 },
        });
        readPng(Buffer.from(images[0], 'base64'));
    });

    it('reads its own settings back from the picture', async () => {
        const asked = { prompt: 'a harbour in the morning', negativePrompt: 'people', samplingMethod: 'Euler', steps: 21, cfgScale: 6, seed: 1234, width: 256, height: 192 };
        const { images } = await client.txt2img(asked);
        const read = await client.pngInfo({ imageData: images[0] });
        assert.equal(read.prompt, asked.prompt);
        assert.equal(read.negativePrompt, asked.negativePrompt);
        assert.equal(read.samplingMethod, asked.samplingMethod);
        assert.equal(read.steps, asked.steps);
        assert.equal(read.cfgScale, asked.cfgScale);
        assert.equal(read.seed, asked.seed);
        assert.deepEqual([read.width, read.height], [asked.width, asked.height]);
    });

    it('reads them without a negative prompt as well, from a data URI', async () => {
        const { images } = await client.txt2img({ prompt: 'a harbour', steps: 21, cfgScale: 6, seed: 99, width: 128, height: 64 });
        const read = await client.pngInfo({ imageData: `data:image/png;base64,${images[0]}` });
        assert.equal(read.prompt, 'a harbour');
        assert.equal(read.negativePrompt, undefined);
        assert.deepEqual([read.steps, read.cfgScale, read.seed, read.width, read.height], [21, 6, 99, 128, 64]);
    });

    it('draws over a picture', async () => {
        const { images: [init] } = await client.txt2img({ prompt: 'a harbour', width: 128, height: 128, seed: 3 });
        const { images, info } = await client.img2img({ imageData: [init], prompt: 'a harbour at night', width: 192, height: 128, seed: 4 });
        const { width, height } = readPng(Buffer.from(images[0], 'base64'));
        assert.deepEqual([width, height], [192, 128]);
        assert.equal(JSON.parse(info).denoising_strength, 0.75);
        const read = await client.pngInfo({ imageData: images[0] });
        assert.deepEqual([read.prompt, read.seed], ['a harbour at night', 4]);
    });

    it('hears of an error', async () => {
        await assert.rejects(client.txt2img({ prompt: 'x', width: 100_000, height: 64 }), Error);
    });
});
