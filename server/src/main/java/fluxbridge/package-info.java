@org.jspecify.annotations.NullMarked
package fluxbridge;
