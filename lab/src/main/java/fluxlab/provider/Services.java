package fluxlab.provider;

import fluxlab.picture.Pictures;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What the lab lends a simulator: time, chance (safe for any number of threads) and pictures. */
public record Services(InstantSource clock, RandomGenerator random, Pictures pictures) {}
