// Slash commands, macros and the function tool.
import { lastReply } from './tavern.js';

/** @param {object} on illustrator, say, settings, context */
export function register(on) {
    const { illustrator, say, context } = on;
    const { SlashCommandParser, SlashCommand, SlashCommandArgument, SlashCommandNamedArgument, ARGUMENT_TYPE, macros } = context();
    SlashCommandParser.addCommandObject(SlashCommand.fromProps({
        name: 'illustrate',
        returns: 'done, failed or stopped with await=true, else queued; empty when there is nothing to draw',
        helpString: 'Draws a picture for a reply at the bridge: the last one, or the one named by id. Words given are drawn instead of the message.',
        namedArgumentList: [
            SlashCommandNamedArgument.fromProps({ name: 'id', description: 'index of the message', typeList: [ARGUMENT_TYPE.NUMBER] }),
            SlashCommandNamedArgument.fromProps({ name: 'await', description: 'wait for the picture', typeList: [ARGUMENT_TYPE.BOOLEAN], defaultValue: 'false' }),
        ],
        unnamedArgumentList: [SlashCommandArgument.fromProps({ description: 'words to draw', typeList: [ARGUMENT_TYPE.STRING] })],
        callback: async (named, words) => {
            const index = named.id === undefined || named.id === '' ? lastReply() : Number(named.id);
            const ended = context().chat[index] ? illustrator.illustrate(index, { kind: 'more', prompt: String(words ?? '').trim() || undefined }) : null;
            if (!ended) {
                toastr.info(say('nothingToDraw'));
                return '';
            }
            return String(named.await) === 'true' ? ended : 'queued';
        },
    }));
    SlashCommandParser.addCommandObject(SlashCommand.fromProps({
        name: 'illustrate-cancel',
        returns: 'how many were stopped',
        helpString: 'Stops all illustrations of this chat, at the bridge too.',
        callback: async () => String(illustrator.stopAll()),
    }));
    macros?.register?.('illustrationsPending', {
        description: 'How many illustrations of this chat wait or are drawn',
        handler: () => String(illustrator.queue.length(String(context().chatId))),
    });
    macros?.register?.('lastIllustration', {
        description: 'The prompt of the newest illustration in this chat',
        handler: () => context().chat.findLast(message => message.extra?.media?.some(entry => entry.flux_bridge))?.extra.media.findLast(entry => entry.flux_bridge).title ?? '',
    });
}

/** Offers the tool to the language model, or takes it away, as the settings say. */
export function offerTool(on) {
    const { illustrator, say, settings, context } = on;
    const { registerFunctionTool, unregisterFunctionTool } = context();
    if (!settings().function_tool) return unregisterFunctionTool?.('IllustrateScene');
    registerFunctionTool?.({
        name: 'IllustrateScene',
        displayName: say('toolName'),
        description: 'Draws a picture of the present scene and shows it in the chat. Use it when the scene changes or a person appears.',
        parameters: {
            $schema: 'http://json-schema.org/draft-04/schema#',
            type: 'object',
            properties: { scene: { type: 'string', description: 'What is to be seen: who is there, what they do, where' } },
            required: ['scene'],
        },
        action: async ({ scene } = {}) => {
            const index = lastReply();
            return index >= 0 && illustrator.illustrate(index, { kind: 'more', prompt: String(scene ?? '') }) ? say('toolSays') : say('nothingToDraw');
        },
    });
}
