package fluxbridge.config;

import fluxbridge.domain.ProviderId;
import fluxbridge.domain.SettingValues;
import java.util.List;

/**
 * Everything the operator decided, one record for each part of the bridge that needs it.
 *
 * @param providerOrder empty for the built-in order
 * @param providerValues what was given for the providers' own settings
 * @param warnings told once at start; the bridge runs all the same
 */
public record Settings(
        ServerSettings server,
        AccessSettings access,
        ReplySettings reply,
        GenerationSettings generation,
        OpenAiSettings openAi,
        DictionarySettings dictionary,
        RoleCaps roleCaps,
        PromptSettings prompts,
        StoreSettings store,
        CacheSettings cache,
        LogSettings log,
        AuditSettings audit,
        MoneySettings money,
        AlertSettings alerts,
        List<ProviderId> providerOrder,
        RoutingSettings routing,
        SettingValues providerValues,
        List<String> warnings) {

    public Settings {
        providerOrder = List.copyOf(providerOrder);
        warnings = List.copyOf(warnings);
    }
}
