// a1111-webui-api sends explicit nulls, samplers by name and 600 s of patience; it decodes every picture with sharp.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import client from 'a1111-webui-api';
import sharp from 'sharp';
import { startBridge, until } from '../bridge.mjs';

const INFO_KEYS = [
    'prompt', 'all_prompts', 'negative_prompt', 'all_negative_prompts', 'seed', 'all_seeds', 'subseed', 'all_subseeds', 'subseed_strength',
    'width', 'height', 'sampler_name', 'cfg_scale', 'steps', 'batch_size', 'restore_faces', 'face_restoration_model', 'sd_model_name',
    'sd_model_hash', 'sd_vae_name', 'sd_vae_hash', 'seed_resize_from_w', 'seed_resize_from_h', 'denoising_strength', 'extra_generation_params',
    'index_of_first_image', 'infotexts', 'styles', 'job_timestamp', 'clip_skip', 'is_using_inpainting_conditioning', 'version',
];

describe('a1111-webui-api', () => {
    let bridge;
    let api;

    before(async () => {
        bridge = await startBridge();
        api = new client.StableDiffusionApi({ baseUrl: bridge.url });
    });

    after(() => bridge?.stop());

    it('draws one picture of the exact size', async () => {
        const result = await api.txt2img({ prompt: 'a lighthouse at dusk', width: 320, height: 448, seed: 42, steps: 20 });
        assert.equal(result.images.length, 1);
        const { data, info } = await result.image.raw().toBuffer({ resolveWithObject: true });
        assert.deepEqual([info.width, info.height], [320, 448]);
        assert.ok(data.length >= 320 * 448 * 3, 'every pixel decodes');
        assert.equal((await result.image.metadata()).format, 'png');
    });

    it('reads an info of 32 keys in the order of A1111', async () => {
        const result = await api.txt2img({ prompt: 'a lighthouse', negative_prompt: 'blur', width: 256, height: 256, seed: 42, steps: 20 });
        const info = JSON.parse(result.info);
        assert.deepEqual(Object.keys(info), INFO_KEYS);
        assert.equal(info.prompt, 'a lighthouse');
        assert.deepEqual(info.all_prompts, ['a lighthouse']);
        assert.deepEqual([info.seed, info.all_seeds], [42, [42]]);
        assert.deepEqual([info.width, info.height, info.steps, info.batch_size], [256, 256, 20, 1]);
        assert.equal(info.index_of_first_image, 0);
        assert.match(info.job_timestamp, /^\d{14}$/);
        assert.equal(info.infotexts.length, 1);
    });

    it('gets the parameters back as sent', async () => {
        const { parameters } = await api.txt2img({ prompt: 'a lighthouse', width: 256, height: 256, seed: 7 });
        assert.equal(parameters.prompt, 'a lighthouse');
        assert.equal(parameters.seed, 7);
        assert.equal(parameters.hr_prompt ?? '', '', 'the null that this client sends is no value');
    });

    it('draws batch times iterations with the seeds counted up', async () => {
        const result = await api.txt2img({ prompt: 'a lighthouse', width: 128, height: 128, seed: 7, batch_size: 2, n_iter: 2, save_images: true });
        assert.equal(result.images.length, 4, 'four pictures and no grid');
        const info = JSON.parse(result.info);
        assert.deepEqual(info.all_seeds, [7, 8, 9, 10]);
        assert.equal(info.infotexts.length, 4);
        const pictures = await Promise.all(result.images.map(image => image.raw().toBuffer()));
        assert.equal(new Set(pictures.map(picture => picture.toString('base64'))).size, 4, 'no two are the same');
    });

    it('chooses a seed when none is given, and says which', async () => {
        const seeds = await Promise.all([1, 2].map(async () => JSON.parse((await api.txt2img({ prompt: 'x', width: 64, height: 64 })).info).seed));
        assert.ok(seeds.every(seed => Number.isInteger(seed) && seed >= 0 && seed <= 4294967293), String(seeds));
        assert.notEqual(seeds[0], seeds[1]);
    });

    it('draws the same picture for the same seed', async () => {
        const [one, two] = await Promise.all([1, 2].map(async () => (await api.txt2img({ prompt: 'a lighthouse', width: 64, height: 64, seed: 5 })).image.raw().toBuffer()));
        assert.ok(one.equals(two));
    });

    it('sends no pictures when asked not to', async () => {
        const result = await api.txt2img({ prompt: 'x', width: 64, height: 64, send_images: false });
        assert.deepEqual(result.images, []);
    });

    it('accepts the script of an extension that it does not have', async () => {
        const result = await api.txt2img({ prompt: 'x', width: 64, height: 64, alwayson_scripts: { ADetailer: { args: [true] } } });
        assert.equal(result.images.length, 1);
    });

    it('reads the text inside the picture', async () => {
        const drawn = await api.txt2img({ prompt: 'Füchsin, 雪の中: "quoted"', width: 64, height: 64, seed: 3 });
        const bytes = Buffer.from(drawn.response.data.images[0], 'base64');
        const read = (await api.api.post('/sdapi/v1/png-info', { image: bytes.toString('base64') })).data;
        assert.equal(read.info, JSON.parse(drawn.info).infotexts[0]);
        assert.equal(typeof read.items, 'object');
    });

    it('finds no text in a picture that has none', async () => {
        const drawn = await api.txt2img({ prompt: 'x', width: 64, height: 64 });
        const read = await api.pngInfo(drawn.image.clone().png()); // encoded anew, so the text is lost
        assert.deepEqual(read.response.data.info, '');
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

    it('reads and sets the options', async () => {
        const options = await api.getOptions();
        assert.equal(options.samples_format, 'png');
        const titles = (await api.getSdModels()).map(model => model.title);
        assert.ok(titles.includes(options.sd_model_checkpoint), `${options.sd_model_checkpoint} is one of ${titles}`);
        assert.equal(await api.setOptions(options), null, 'the whole object goes back');
        assert.deepEqual(await api.getOptions(), options);
    });

    it('sets a model by its name', async () => {
        const models = await api.getSdModels();
        for (const model of models) {
            await api.setModel(model.model_name, false);
            assert.equal(await api.getCurrentModel(), model.title);
        }
    });

    it('is told that a model does not exist', async () => {
        const before = await api.getCurrentModel();
        const failure = await api.setOptions({ sd_model_checkpoint: 'no-such-model' }).catch(error => error.response);
        assert.equal(failure.status, 500);
        assert.match(failure.data.errors, /model 'no-such-model' not found/);
        assert.equal(await api.getCurrentModel(), before);
    });

    it('waits until the bridge is idle', async () => {
        await api.waitForReady(0.05);
        const progress = await api.getProgress();
        assert.equal(progress.progress, 0);
        assert.equal(progress.state.job_count, 0);
        assert.equal(progress.current_image, null);
    });

    it('reads every list', async () => {
        for (const model of await api.getSdModels()) {
            assert.deepEqual(Object.keys(model).sort(), ['config', 'filename', 'hash', 'model_name', 'sha256', 'title']);
            assert.ok(model.filename);
        }
        const samplers = await api.getSamplers();
        assert.ok(samplers.some(sampler => sampler.name === 'Euler' && Array.isArray(sampler.aliases) && typeof sampler.options === 'object'));
        const upscalers = await api.getUpscalers();
        assert.equal(upscalers[0].name, 'None');
        for (const upscaler of upscalers) assert.deepEqual(Object.keys(upscaler).sort(), ['model_name', 'model_path', 'model_url', 'name', 'scale']);
        assert.deepEqual(await api.getHypernetworks(), []);
        assert.deepEqual(await api.getFaceRestorers(), []);
        assert.deepEqual(await api.getRealesrganModels(), []);
        assert.ok(Array.isArray(await api.getPromptStyles()));
        assert.equal(typeof (await api.getCmdFlags()), 'object');
        await api.refreshCheckpoints();
    });

    it('takes credentials that an open bridge does not ask for', async () => {
        const known = new client.StableDiffusionApi({ baseUrl: bridge.url }).setAuth('mira', 'open-sesame');
        assert.ok((await known.getOptions()).sd_model_checkpoint);
        assert.ok(!bridge.output().includes('open-sesame'));
    });

    it('is told by a status and a sentence what is wrong', async () => {
        for (const [asked, status] of [[{ steps: 'abc' }, 422], [{ width: 10_000, height: 10_000 }, '4xx'], [{ script_name: 'no-such-script' }, 422]]) {
            const answer = await api.api.post('/sdapi/v1/txt2img', { prompt: 'x', ...asked }, { validateStatus: () => true });
            const seen = `${JSON.stringify(asked)}: ${answer.status} ${JSON.stringify(answer.data).slice(0, 300)}`;
            if (status === '4xx') assert.ok(answer.status >= 400 && answer.status < 500, seen);
            else assert.equal(answer.status, status, seen);
            assert.ok(answer.data.detail?.length > 0, seen);
        }
        assert.equal((await api.txt2img({ prompt: 'x', width: 64, height: 64 })).images.length, 1, 'the next request works');
    });

    it('is idle again after all of this', async () => {
        await until(async () => (await api.getProgress()).state.job_count === 0, 5_000, 'no job is left');
    });

    async function size(image) {
        const { width, height } = await image.metadata();
        return [width, height];
    }
});
