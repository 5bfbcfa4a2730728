package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.EvaluationListener;

/** How an evaluation is run. */
public final class EvaluationSettings {
  private final int maxQueries;
  private final long seed;
  private final int bootstrapSamples;
  private final int maxInFlight;
  private final int failureLimit;
  private final EvaluationListener listener;

  public EvaluationSettings(
      int maxQueries,
      long seed,
      int bootstrapSamples,
      int maxInFlight,
      int failureLimit,
      EvaluationListener listener) {
    this.maxQueries = maxQueries;
    this.seed = seed;
    this.bootstrapSamples = bootstrapSamples;
    this.maxInFlight = maxInFlight;
    this.failureLimit = failureLimit;
    this.listener = listener;
  }

  public static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "titan-evaluation");
    thread.setDaemon(true);
    return thread;
  }

  int maxQueries() {
    return maxQueries;
  }

  long seed() {
    return seed;
  }

  Bootstrap bootstrap() {
    return new Bootstrap(bootstrapSamples, seed);
  }

  public int maxInFlight() {
    return maxInFlight;
  }

  int failureLimit() {
    return failureLimit;
  }

  EvaluationListener listener() {
    return listener;
  }
}
