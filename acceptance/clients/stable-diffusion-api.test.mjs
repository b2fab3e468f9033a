// stable-diffusion-api is the ancestor of a1111-webui-api: data URIs, a ControlNet stub in every request, a patience of 30 s.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startBridge } from '../bridge.mjs';

const { StableDiffusionApi } = createRequire(import.meta.url)('stable-diffusion-api');

describe('stable-diffusion-api', () => {
    let bridge;
    let api;

    before(async () => {
        bridge = await startBridge();
        api = new StableDiffusionApi({ baseUrl: bridge.url });
    });

    after(() => bridge?.stop());

    it('draws pictures of the exact size and reads how they were made', async () => {
        const result = await api.txt2img({ prompt: 'a windmill', width: 192, height: 128, seed: 21, batch_size: 2 });
        assert.deepEqual(await Promise.all(result.images.map(size)), [[192, 128], [192, 128]]);
        const info = JSON.parse(result.info);
        assert.deepEqual(info.all_seeds, [21, 22]);
        const read = await api.api.post('/sdapi/v1/png-info', { image: `data:image/png;base64,${result.response.data.images[1]}` });
        assert.equal(read.data.info, info.infotexts[1]);
    });

    it('draws over a picture, with a mask over a part of it', async () => {
        const init = (await api.txt2img({ prompt: 'a lighthouse', width: 128, height: 128, seed: 1 })).image;
        const mask = sharp({ create: { width: 128, height: 128, channels: 3, background: '#000' } })
            .composite([{ input: { create: { width: 40, height: 40, channels: 3, background: '#fff' } }, left: 60, top: 50 }]).png();
        const over = await api.img2img({ init_images: [init], prompt: 'a lighthouse in fog', width: 128, height: 128, denoising_strength: 0.6 });
        assert.equal((await over.image.metadata()).width, 128);
        const before = await init.clone().removeAlpha().raw().toBuffer();
        for (const inpaint_full_res of [true, false]) {
            const result = await api.img2img({ init_images: [init], mask_image: mask.clone(), prompt: 'a boat', width: 128, height: 128, seed: 9, inpaint_full_res });
            const after = await result.image.removeAlpha().raw().toBuffer();
            let kept = 0;
            for (let at = 0; at < after.length; at += 3) {
                const x = (at / 3) % 128;
                const y = Math.floor(at / 3 / 128);
                if (x >= 60 && x < 100 && y >= 50 && y < 90) continue;
                assert.ok(before.subarray(at, at + 3).equals(after.subarray(at, at + 3)), `pixel ${x},${y}`);
                kept++;
            }
            assert.equal(kept, 128 * 128 - 40 * 40);
        }
    });

    it('makes pictures larger', async () => {
        const image = (await api.txt2img({ prompt: 'a lighthouse', width: 96, height: 64 })).image;
        const one = await api.extraSingle({ image: image.clone(), upscaler_1: 'Lanczos', upscaling_resize: 2 });
        assert.deepEqual(await size(one.image), [192, 128]);
        const batch = await api.extraBatch({ images: [image.clone(), image.clone()], name_list: ['a', 'b'], upscaler_1: 'Nearest', upscaling_resize: 3 });
        assert.deepEqual(await Promise.all(batch.images.map(size)), [[288, 192], [288, 192]]);
    });

    it('is told that nobody describes pictures', async () => {
        const image = (await api.txt2img({ prompt: 'x', width: 64, height: 64 })).image;
        const failure = await api.interrogate(image, 'clip').catch(error => error.response);
        assert.equal(failure.status, 404);
        assert.equal(failure.data.detail, 'Model not found');
    });

    it('finds no text in a picture that was encoded anew', async () => {
        const drawn = await api.txt2img({ prompt: 'x', width: 64, height: 64 });
        const read = await api.pngInfo(drawn.image.clone().png());
        assert.equal(read.response.data.info, '');
    });

    it('reads and sets the options', async () => {
        const options = await api.getOptions();
        assert.equal(await api.setOptions(options), null);
        assert.deepEqual(await api.getOptions(), options);
        assert.equal(await api.getCurrentModel(), options.sd_model_checkpoint);
    });

    it('reads every list', async () => {
        assert.ok((await api.getSdModels()).length > 0);
        assert.ok((await api.getSamplers()).some(sampler => sampler.name === 'Euler'));
        assert.equal((await api.getUpscalers())[0].name, 'None');
        for (const list of ['getHypernetworks', 'getFaceRestorers', 'getRealesrganModels', 'getPromptStyles']) assert.ok(Array.isArray(await api[list]()), list);
        assert.equal(typeof (await api.getCmdFlags()), 'object');
        await api.refreshCheckpoints();
    });

    it('waits until the bridge is idle', async () => {
        await api.waitForReady(0.05);
        assert.equal((await api.getProgress()).state.job_count, 0);
    });

    it('takes credentials', async () => {
        const known = new StableDiffusionApi({ baseUrl: bridge.url }).setAuth('mira', 'open-sesame');
        assert.ok((await known.getOptions()).sd_model_checkpoint);
        assert.ok(!bridge.output().includes('open-sesame'));
    });

    async function size(image) {
        const { width, height } = await image.metadata();
        return [width, height];
    }
});
