package io.github.titanembeddings.validation;

/** The service tier of a call; {@link Limits#serviceTiers()} are the tiers that a model offers. */
public enum ServiceTier {
  /** The standard tier. */
  DEFAULT,
  PRIORITY,
  FLEX,
  RESERVED
}
