package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.concurrent.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Compares queries with all candidates and finds the rank of each query's best correct answer. All
 * sums are added in the same order, so that equal vectors have equal scores.
 */
final class ExactSearch {
  /** The number of queries that share a block while it is in the processor's cache. */
  private static final int TOGETHER = 32;

  private static final int BLOCK = VectorMatrix.BLOCK;

  private final VectorMatrix candidates;
  private final int threads;

  ExactSearch(VectorMatrix candidates, int threads) {
    this.candidates = candidates;
    this.threads = threads;
  }

  /** A query for any of the relevant candidates; the search sets the results. */
  static final class Query {
    final float[] vector;
    final int[] relevant;
    float bestRelevant = Float.NEGATIVE_INFINITY;
    int rank;
    int top = -1;
    float topScore = Float.NEGATIVE_INFINITY;

    Query(float[] vector, int... relevant) {
      this.vector = vector;
      this.relevant = relevant;
    }

    boolean isRelevant(int index) {
      return IntStream.of(relevant).anyMatch(one -> one == index);
    }
  }

  void search(List<Query> queries) {
    ExecutorService workers =
        Executors.newFixedThreadPool(threads, Threads.daemons("titan-evaluation"));
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int from = 0; from < queries.size(); from += TOGETHER) {
        List<Query> part = queries.subList(from, Math.min(queries.size(), from + TOGETHER));
        parts.add(workers.submit(() -> searchPart(part)));
      }
      for (Future<?> part : parts) {
        if (Thread.interrupted()) { // get() of a completed part does not check
          throw new InterruptedException();
        }
        part.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while searching", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private void searchPart(List<Query> part) {
    part.forEach(this::scoreRelevant);
    float[] scores = new float[BLOCK];
    for (int number = 0; number < candidates.blocks(); number++) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      for (Query query : part) {
        score(query.vector, candidates.block(number), scores);
        count(query, number, scores);
      }
    }
  }

  /** Finds the best score of a relevant candidate; equal relevant ones do not rank before it. */
  private void scoreRelevant(Query query) {
    int reach = 0;
    for (int index : query.relevant) {
      if (candidates.has(index)) {
        float score = candidates.cosine(query.vector, index);
        reach = score == query.bestRelevant ? reach + 1 : score > query.bestRelevant ? 1 : reach;
        query.bestRelevant = Math.max(query.bestRelevant, score);
      }
    }
    query.rank = 1 - reach;
  }

  private static void score(float[] query, float[][] block, float[] scores) {
    Arrays.fill(scores, 0);
    for (int i = 0; i < query.length; i += 4) {
      addProducts(query, i, block[i], block[i + 1], block[i + 2], block[i + 3], scores);
    }
  }

  /** Adds four rows at a time, which the JIT compiles to vector instructions. */
  private static void addProducts(
      float[] query, int from, float[] a, float[] b, float[] c, float[] d, float[] sums) {
    float ofA = query[from];
    float ofB = query[from + 1];
    float ofC = query[from + 2];
    float ofD = query[from + 3];
    for (int j = 0; j < sums.length; j++) {
      sums[j] = sums[j] + ofA * a[j] + ofB * b[j] + ofC * c[j] + ofD * d[j];
    }
  }

  /** Ranks candidates with the score of the correct answer before it, in first place as well. */
  private void count(Query query, int block, float[] scores) {
    int before = 0;
    for (int j = 0; j < BLOCK; j++) {
      int index = block * BLOCK + j;
      if (scores[j] >= query.bestRelevant && candidates.has(index)) {
        before++;
      }
      if (scores[j] >= query.topScore && candidates.has(index)) {
        boolean ties = scores[j] == query.topScore;
        if (!ties || (query.isRelevant(query.top) && !query.isRelevant(index))) {
          query.topScore = scores[j];
          query.top = index;
        }
      }
    }
    query.rank += before;
  }
}
