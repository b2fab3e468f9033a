package fluxbridge.config;

import java.util.List;
import java.util.Set;

/**
 * Names that an owner's {@code .env} may hold although this version does nothing with them: features to come, and settings of
 * the earlier Python bridge. They are accepted and mentioned at start, so that the file keeps working as it is.
 */
final class SettingsWithoutEffect {

    static final List<String> PREFIXES = List.of("MULTI_CHAR_", "MAXLORAS_", "KONTEXT_", "IMMICH_", "YOU_COM_");

    static final Set<String> NAMES = Set.of(
            "BLOB_URL",
            "COMFYUI_URL",
            "RUNPOD_ENDPOINT_ID",
            "RUNPOD_API_KEY",
            "HF_SPACE_NAME",
            "HF_TOKEN",
            "WAVESPEED_API_KEY",
            "WAVESPEED_ENDPOINT",
            "WAVESPEED_MODEL",
            "FAL_API_KEY",
            "FAL_ENDPOINT",
            "FAL_MODEL",
            "TOGETHER_API_KEY",
            "TOGETHER_ENDPOINT",
            "TOGETHER_MODEL",
            "PIXELDOJO_API_KEY",
            "PIXELDOJO_ENDPOINT",
            "PIXELDOJO_MODEL",
            "A1111_UPSTREAM_URL",
            "EDIT_API_TOKEN",
            "IMAGE_URLS_ENABLED",
            "PUBLIC_BASE_URL",
            "IMAGE_STORE_TTL",
            "IMAGE_STORE_MAX",
            "DEBUG_STREAM_TAP");

    private SettingsWithoutEffect() {}

    static boolean contains(String name) {
        return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
