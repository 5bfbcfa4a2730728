package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.evaluation.internal.EvaluationRun;
import io.github.titanembeddings.evaluation.internal.EvaluationSettings;
import io.github.titanembeddings.evaluation.internal.Gallery;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.ManifestReader;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.validation.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Measures how well the captions and images of a validation set find each other with a model:
 * recall at 1, 5 and 10, mean reciprocal rank and median rank, in both directions, each with an
 * interval. Run it with the base model and with the tuned one, and compare the reports.
 *
 * <p>Each distinct image (by its key) and each distinct caption (by its text) is embedded once; all
 * of them are candidates. A caption that several pairs share is right for all their images, and so
 * is an image for all its captions: the rank of a query is that of its best right answer.
 * Candidates with equal scores count as before the right one, so that a model which maps all to one
 * point finds nothing. The score is the cosine, and the search is exact.
 *
 * <pre>{@code
 * RetrievalEvaluation evaluation =
 *     RetrievalEvaluation.builder()
 *         .pairs(DatasetManifest.of(Path.of("validation.jsonl")), S3ObjectStore.create())
 *         .build();
 * RetrievalReport before = evaluation.run("base", titan);
 * RetrievalReport after = evaluation.run("tuned", titan.withModel(tuned));
 * System.out.println(before.compareWith(after));
 * }</pre>
 *
 * <p>The vectors are kept in memory: 4 bytes a number, so 50,000 pairs with 1,024 dimensions take
 * 410 MB. Immutable and safe to share between threads.
 */
public final class RetrievalEvaluation {
  private final Gallery gallery;
  private final EvaluationSettings settings;

  private RetrievalEvaluation(Gallery gallery, EvaluationSettings settings) {
    this.gallery = gallery;
    this.settings = settings;
  }

  /** A builder with no pairs yet. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Evaluates with a client, which gives requests their defaults and stays open; its calls run in
   * threads of the evaluation's own.
   *
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted;
   *     its flag stays set and calls under way are cancelled
   * @throws IllegalStateException if more items fail than the limit allows; its cause is the first
   *     failure
   */
  public RetrievalReport run(String name, TitanEmbeddingsClient client) {
    ExecutorService threads =
        Executors.newFixedThreadPool(settings.maxInFlight(), EvaluationSettings::thread);
    try {
      return run(
          name,
          client::requestBuilder,
          request -> Futures.supply(threads, () -> client.embed(request).embedding()));
    } finally {
      threads.shutdownNow();
    }
  }

  /** Evaluates with an asynchronous client; otherwise as the other. */
  public RetrievalReport run(String name, TitanEmbeddingsAsyncClient client) {
    return run(
        name,
        client::requestBuilder,
        request -> Futures.map(client.embed(request), EmbeddingResponse::embedding));
  }

  /** Evaluates with a function that embeds a request; otherwise as the others. */
  public RetrievalReport run(
      String name, Function<EmbeddingRequest, CompletableFuture<Embedding>> embedder) {
    return run(name, EmbeddingRequest::builder, embedder);
  }

  private RetrievalReport run(
      String name,
      Supplier<EmbeddingRequest.Builder> requests,
      Function<EmbeddingRequest, CompletableFuture<Embedding>> embedder) {
    return new EvaluationRun(gallery, settings, requests, embedder).report(name);
  }

  /** Sizes; no captions. */
  @Override
  public String toString() {
    return "RetrievalEvaluation["
        + gallery.images.size()
        + " images, "
        + gallery.captions.size()
        + " captions]";
  }

  /** Builds an evaluation. Not safe for use by several threads. */
  public static final class Builder {
    private static final int MAX_SAMPLES = 1_000_000;
    private static final int MOST_ERRORS = 100;

    private final List<CaptionedImage> pairs = new ArrayList<>();
    private int maxQueries = 1_000;
    private long seed;
    private int bootstrapSamples = 1_000;
    private int maxInFlight = 16;
    private int failureLimit = 100;
    private EvaluationListener listener = (phase, done, total) -> {};

    private Builder() {}

    /** Adds pairs of the validation set. */
    public Builder pairs(Collection<CaptionedImage> more) {
      pairs.addAll(more);
      return this;
    }

    /**
     * Adds all pairs of a manifest; the {@code image-ref} identifies the image. Reads the manifest
     * now, and the images when the evaluation runs.
     *
     * @throws InvalidRequestException if lines of the manifest hold no pair, with the violations of
     *     the first 100 such lines; no pair is added then. Also if the file cannot be read
     * @throws io.github.titanembeddings.storage.StorageException if the manifest is an object that
     *     cannot be read
     */
    public Builder pairs(DatasetManifest manifest, ObjectStore images) {
      Objects.requireNonNull(images, "images");
      List<CaptionedImage> read = new ArrayList<>();
      List<Violation> errors = new ArrayList<>();
      try (ManifestReader lines = manifest.open()) {
        for (ManifestLine line : lines) {
          line.example().ifPresent(example -> read.add(pair(example, images)));
          if (line.example().isEmpty() && !line.isBlank() && errors.size() < MOST_ERRORS) {
            errors.addAll(line.violations());
          }
        }
      }
      if (!errors.isEmpty()) {
        throw new InvalidRequestException(errors);
      }
      return pairs(read);
    }

    private static CaptionedImage pair(TrainingExample example, ObjectStore images) {
      String ref = example.imageRef();
      return CaptionedImage.of(ref, ImageInput.fromS3(images, ref), example.caption());
    }

    /** Adds a pair of the validation set. */
    public Builder pair(CaptionedImage pair) {
      pairs.add(Objects.requireNonNull(pair, "pair"));
      return this;
    }

    /** Asks at most so many queries a direction, drawn by the seed; 1,000 at first. */
    public Builder maxQueries(int queries) {
      maxQueries = positive(queries, "queries");
      return this;
    }

    /** Sets what queries are drawn and resampled by; 0 at first. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets the number of bootstrap samples per interval; 1,000 by default.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1,000,000
     */
    public Builder bootstrapSamples(int samples) {
      if (samples > MAX_SAMPLES) {
        throw new IllegalArgumentException(
            "bootstrapSamples must be at most " + MAX_SAMPLES + " samples, not " + samples);
      }
      bootstrapSamples = positive(samples, "samples");
      return this;
    }

    /** Sets how many items are embedded at a time; 16 at first. */
    public Builder maxInFlight(int calls) {
      maxInFlight = positive(calls, "calls");
      return this;
    }

    /** Gives up when more than so many images, or captions, failed; 100 at first. */
    public Builder failureLimit(int failures) {
      if (failures < 0) {
        throw new IllegalArgumentException("failures must not be negative: " + failures);
      }
      failureLimit = failures;
      return this;
    }

    /** Sets who hears of the progress. */
    public Builder listener(EvaluationListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    private static int positive(int number, String what) {
      if (number < 1) {
        throw new IllegalArgumentException(what + " must be 1 or more: " + number);
      }
      return number;
    }

    /**
     * The evaluation.
     *
     * @throws IllegalStateException if there are no pairs
     */
    public RetrievalEvaluation build() {
      if (pairs.isEmpty()) {
        throw new IllegalStateException("there are no pairs to evaluate: add pairs");
      }
      return new RetrievalEvaluation(
          new Gallery(pairs),
          new EvaluationSettings(
              maxQueries, seed, bootstrapSamples, maxInFlight, failureLimit, listener));
    }
  }
}
