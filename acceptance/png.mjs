// Reads a PNG as far as the tests need: its size and its text chunks.
import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Size and texts (keyword → text, from tEXt and iTXt) of a PNG; throws when it is none or its pixels do not inflate. */
export function readPng(bytes) {
    assert.ok(bytes.subarray(0, 8).equals(SIGNATURE), `no PNG, begins with ${bytes.subarray(0, 8).toString('hex')}`);
    const texts = {};
    const pixels = [];
    let width;
    let height;
    let ended = false;
    for (let at = 8; at < bytes.length && !ended;) {
        const length = bytes.readUInt32BE(at);
        const type = bytes.toString('latin1', at + 4, at + 8);
        const data = bytes.subarray(at + 8, at + 8 + length);
        if (type === 'IHDR') [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
        if (type === 'IDAT') pixels.push(data);
        if (type === 'tEXt') Object.assign(texts, latin1Text(data));
        if (type === 'iTXt') Object.assign(texts, unicodeText(data));
        ended = type === 'IEND';
        at += 12 + length;
    }
    assert.ok(ended, 'the PNG breaks off before IEND');
    assert.ok(inflateSync(Buffer.concat(pixels)).length > 0, 'the PNG has no pixels');
    return { width, height, texts };
}

function latin1Text(data) {
    const end = data.indexOf(0);
    return { [data.toString('latin1', 0, end)]: data.toString('latin1', end + 1) };
}

// keyword NUL, compression flag, method, language NUL, translated keyword NUL, text
function unicodeText(data) {
    const end = data.indexOf(0);
    const language = data.indexOf(0, end + 3);
    const translated = data.indexOf(0, language + 1);
    const text = data.subarray(translated + 1);
    return { [data.toString('latin1', 0, end)]: (data[end + 1] === 1 ? inflateSync(text) : text).toString('utf8') };
}
