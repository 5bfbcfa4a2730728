package io.github.titanembeddings.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The median of each contestant's times in an iteration, in microseconds; 0 without any. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class MedianMicros {
  private final Map<Contestant, List<Double>> nanos = new EnumMap<>(Contestant.class);

  /** Clears the last iteration. */
  @Setup(Level.Iteration)
  public void clear() {
    nanos.clear();
  }

  void add(Contestant contestant, long time) {
    nanos.computeIfAbsent(contestant, none -> new ArrayList<>()).add((double) time);
  }

  /** The median of {@link Contestant#LIBRARY}. */
  public double library() {
    return median(Contestant.LIBRARY);
  }

  /** The median of {@link Contestant#BARE_SDK}. */
  public double bareSdk() {
    return median(Contestant.BARE_SDK);
  }

  /** The median of {@link Contestant#ONE_COPY}. */
  public double oneCopy() {
    return median(Contestant.ONE_COPY);
  }

  /** The median of {@link Contestant#ONE_COPY_READ}. */
  public double oneCopyRead() {
    return median(Contestant.ONE_COPY_READ);
  }

  /** The median of {@link Contestant#SAMPLE}. */
  public double sample() {
    return median(Contestant.SAMPLE);
  }

  /** The median of {@link Contestant#SPRING_AI}. */
  public double springAi() {
    return median(Contestant.SPRING_AI);
  }

  /** The median of {@link Contestant#LANGCHAIN4J}. */
  public double langChain4j() {
    return median(Contestant.LANGCHAIN4J);
  }

  /** Returns JMH's name of a contestant's result: the method's name. */
  static String name(Contestant contestant) {
    return switch (contestant) {
      case LIBRARY -> "library";
      case BARE_SDK -> "bareSdk";
      case ONE_COPY -> "oneCopy";
      case ONE_COPY_READ -> "oneCopyRead";
      case SAMPLE -> "sample";
      case SPRING_AI -> "springAi";
      case LANGCHAIN4J -> "langChain4j";
    };
  }

  private double median(Contestant contestant) {
    List<Double> times = nanos.getOrDefault(contestant, List.of());
    return times.isEmpty() ? 0 : Figures.median(times) / 1000;
  }
}
