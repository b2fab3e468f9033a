/**
 * Those who draw: what a provider is, what it can do, and the one way of speaking HTTP to it.
 *
 * <p>Start at {@link fluxbridge.provider.Provider}. A provider never touches money, quota or cache: it reports its cost in
 * {@link fluxbridge.provider.Generated}. The list of all providers is {@code Providers}; nobody else names an adapter.
 */
@NullMarked
package fluxbridge.provider;

import org.jspecify.annotations.NullMarked;
