/**
 * What the operator decided, read once at start from {@code .env} and the environment into typed records.
 *
 * <p>Start at {@link fluxbridge.config.SettingsReader}. Every setting is declared as a {@link fluxbridge.domain.Setting}, the
 * bridge's own in {@link fluxbridge.config.CoreSettings}; an unknown name or a bad value stops the start by name, and all of
 * them are told at once.
 */
@NullMarked
package fluxbridge.config;

import org.jspecify.annotations.NullMarked;
