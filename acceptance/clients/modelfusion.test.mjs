// modelfusion checks every answer against its own schema, errors included, and sends sampler_index and override_settings.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ApiCallError, automatic1111, generateImage, retryNever } from 'modelfusion';
import { startBridge, startLab } from '../bridge.mjs';
import { readPng } from '../png.mjs';

describe('modelfusion', () => {
    let bridge;
    let lab;
    let hosted;

    before(async () => {
        [bridge, lab] = await Promise.all([startBridge(), startLab()]);
        hosted = await startBridge({ ...lab.settings, PROVIDER_ORDER: 'runware' });
    });

    after(() => Promise.all([bridge?.stop(), hosted?.stop(), lab?.stop()]));

    it('draws with the model that it names', async () => {
        for (const name of await models()) {
            const { rawResponse } = await draw(bridge, { model: name, seed: 11 });
            const info = JSON.parse(rawResponse.info);
            assert.equal(info.seed, 11);
            // 'auto' names the owner's order of providers; the infotext says who drew.
            const drawn = name === 'auto' ? 'storyboard/storyboard' : name;
            assert.match(info.infotexts[0], new RegExp(`Model: ${drawn.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')}(,|$)`));
            assert.deepEqual(size(rawResponse.images[0]), [192, 256]);
        }
    });

    it('leaves the current model as it was', async () => {
        const current = await currentModel();
        for (const name of await models()) await draw(bridge, { model: name });
        assert.equal(await currentModel(), current);
    });

    it('answers the picture as raw base64', async () => {
        const { image } = await draw(bridge, {});
        assert.deepEqual(size(image), [192, 256]);
    });

    it('reads the words of a refusal', async () => {
        const failure = await draw(bridge, { width: 100_000, height: 64 }).catch(error => error);
        assert.ok(failure instanceof ApiCallError, String(failure));
        assert.ok(failure.statusCode >= 400 && failure.statusCode < 500, String(failure.statusCode));
        assert.ok(failure.data || failure.statusCode === 422, `its schema refuses ${failure.responseBody}`);
        if (failure.data) assert.match(failure.message, /100000|100,000/);
    });

    it('draws through a hosted provider', async () => {
        const { rawResponse } = await draw(hosted, { seed: 11 });
        assert.equal(JSON.parse(rawResponse.info).seed, 11);
        assert.deepEqual(size(rawResponse.images[0]), [192, 256]);
    });

    it('reads the words of a provider that fails', async () => {
        const failure = await draw(hosted, { prompt: 'a kite lab:status=500' }).catch(error => error);
        assert.ok(failure instanceof ApiCallError, String(failure));
        assert.ok(failure.statusCode >= 500, String(failure.statusCode));
        assert.ok(failure.data, `its schema refuses ${failure.responseBody}`);
        for (const field of ['error', 'detail', 'body', 'errors']) assert.equal(typeof failure.data[field], 'string', field);
        assert.match(failure.message, /runware/i);
    });

    async function draw(at, { prompt = 'a kite over the hills', model, seed, width = 192, height = 256 }) {
        const answer = await generateImage({
            model: automatic1111.ImageGenerator({
                api: automatic1111.Api({ baseUrl: { protocol: 'http', host: '127.0.0.1', port: String(at.port), path: '/sdapi/v1' }, retry: retryNever() }),
                model: model ?? (await currentModel(at)),
                sampler: 'Euler a',
                width,
                height,
                ...(seed === undefined ? {} : { seed }),
            }),
            prompt: { prompt },
            fullResponse: true,
        });
        return { image: answer.imageBase64 ?? answer.image, rawResponse: answer.rawResponse ?? answer.response };
    }

    async function currentModel(at = bridge) {
        return (await (await fetch(`${at.url}/sdapi/v1/options`)).json()).sd_model_checkpoint;
    }

    async function models() {
        return (await (await fetch(`${bridge.url}/sdapi/v1/sd-models`)).json()).map(model => model.title);
    }

    function size(base64) {
        const { width, height } = readPng(Buffer.from(base64, 'base64'));
        return [width, height];
    }
});
