/** What every simulator is made of: its interface, its account and the services the lab lends it. */
@NullMarked
package fluxlab.provider;

import org.jspecify.annotations.NullMarked;
