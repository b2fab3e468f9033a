@org.jspecify.annotations.NullMarked
package fluxlab;
