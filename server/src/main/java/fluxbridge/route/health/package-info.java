/** What is known of each provider's condition: how often it succeeds, how fast it is, how much at once it takes, and when not to ask it. */
@NullMarked
package fluxbridge.route.health;

import org.jspecify.annotations.NullMarked;
