/** The benchmark: a load generator, canned providers and the gateways to compare, with nothing but the JDK. It starts gateways as processes of their own. */
package fluxbench;
