/** Micro-benchmarks (JMH) of what every picture goes through: {@code ./bridge bench micro}. */
package fluxbench.micro;
