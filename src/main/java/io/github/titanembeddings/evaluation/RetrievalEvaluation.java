package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.evaluation.internal.EvaluationRun;
import io.github.titanembeddings.evaluation.internal.Gallery;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.ManifestReader;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Threads;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelRequest;
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
 * Measures how well a model matches the captions and images of a validation set: recall at 1, 5 and
 * 10, mean reciprocal rank and median rank, in both directions, each with a confidence interval.
 * Evaluate the base model and the tuned one, then compare the reports. With {@link TextPair}s, it
 * measures how well any model finds texts by queries; a text then takes the place of an image, and
 * a query that of a caption. Immutable and thread-safe.
 *
 * <p>Each distinct image (by its key) and each distinct caption (by its text) is embedded once; all
 * are candidates. If several pairs share a caption, all their images are correct answers to it, and
 * vice versa; the rank of a query is that of its best correct answer. Candidates with equal scores
 * rank before the correct one, so a model that maps every input to the same vector scores zero
 * recall. The score is the cosine, and the search is exact.
 *
 * <pre>{@code
 * RetrievalEvaluation evaluation =
 *     RetrievalEvaluation.builder()
 *         .pairs(DatasetManifest.of(Path.of("validation.jsonl")), S3ObjectStore.create())
 *         .build();
 * RetrievalReport base = evaluation.run("base", titan);
 * RetrievalReport tuned = evaluation.run("tuned", titan.withModel(tunedModel));
 * System.out.println(new RetrievalComparison(base, tuned).toText());
 * }</pre>
 *
 * <p>All vectors are held in memory, 4 bytes per dimension: 410 MB for 50,000 pairs of 1,024
 * dimensions.
 */
public final class RetrievalEvaluation {
  private final Gallery gallery;
  private final EvaluationRun.Settings settings;

  private RetrievalEvaluation(Gallery gallery, EvaluationRun.Settings settings) {
    this.gallery = gallery;
    this.settings = settings;
  }

  /** Returns a new builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Evaluates the model of a client, whose defaults apply and which stays open. Blocks; the calls
   * run on the evaluation's own threads.
   *
   * @param name the model's name in the report
   * @throws InvalidRequestException if the pairs have images but the client's model is a text model
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted;
   *     its interrupt flag stays set and pending calls are cancelled
   * @throws IllegalStateException if more items fail than {@link Builder#failureLimit} allows, with
   *     the first failure as its cause, or if the vectors have different lengths
   */
  public RetrievalReport run(String name, TitanEmbeddingsClient client) {
    ExecutorService threads =
        Executors.newFixedThreadPool(settings.maxInFlight(), Threads.daemons("titan-evaluation"));
    try {
      return run(
          name,
          embedder(
              client::requestBuilder,
              client::textRequest,
              request -> Futures.supply(threads, () -> client.embed(request).embedding())));
    } finally {
      threads.shutdownNow();
    }
  }

  /** Same as {@link #run(String, TitanEmbeddingsClient)}, but with an asynchronous client. */
  public RetrievalReport run(String name, TitanEmbeddingsAsyncClient client) {
    return run(
        name,
        embedder(
            client::requestBuilder,
            client::textRequest,
            request -> Futures.map(client.embed(request), EmbeddingResponse::embedding)));
  }

  /**
   * Same as {@link #run(String, TitanEmbeddingsClient)}, but with a function that embeds a request
   * for an image or a text.
   */
  public RetrievalReport run(
      String name, Function<EmbeddingRequest, CompletableFuture<Embedding>> embedder) {
    return run(name, embedder(embedder));
  }

  /**
   * Same as {@link #run(String, Function)}, but searches an index instead of comparing all vectors.
   * A correct answer that is not among the nearest 100 counts as not found.
   *
   * @param index builds an index of the candidates, which have unit norm; called once per
   *     direction. Its searches run one at a time; its exceptions are thrown unchanged
   * @throws IllegalStateException also if the index returns a position that does not exist
   */
  public RetrievalReport run(
      String name,
      Function<EmbeddingRequest, CompletableFuture<Embedding>> embedder,
      Function<List<Embedding>, VectorIndex> index) {
    Objects.requireNonNull(index, "index");
    return new EvaluationRun(gallery, settings, embedder(embedder), index).run(name);
  }

  private RetrievalReport run(String name, EvaluationRun.Embedder embedder) {
    return new EvaluationRun(gallery, settings, embedder, null).run(name);
  }

  private static EvaluationRun.Embedder embedder(
      Function<EmbeddingRequest, CompletableFuture<Embedding>> embedder) {
    return new EvaluationRun.Embedder(
        image -> embedder.apply(EmbeddingRequest.builder().image(image).build()),
        text -> embedder.apply(EmbeddingRequest.builder().text(text).build()));
  }

  private EvaluationRun.Embedder embedder(
      Supplier<EmbeddingRequest.Builder> images,
      Supplier<? extends ModelRequest.Builder<?>> texts,
      Function<ModelRequest, CompletableFuture<Embedding>> embedder) {
    if (!gallery.isOfTexts()) {
      Objects.requireNonNull(images.get()); // fails at once if the client's model takes no images
    }
    return new EvaluationRun.Embedder(
        image -> embedder.apply(images.get().image(image).build()),
        text -> embedder.apply(texts.get().text(text).build()));
  }

  @Override
  public String toString() {
    return "RetrievalEvaluation["
        + gallery.keys().size()
        + (gallery.isOfTexts() ? " texts, " : " images, ")
        + gallery.captions().size()
        + (gallery.isOfTexts() ? " queries]" : " captions]");
  }

  /** Builder for {@link RetrievalEvaluation}. Not thread-safe. */
  public static final class Builder {
    private static final int MAX_ERRORS = 100;

    private final List<CaptionedImage> pairs = new ArrayList<>();
    private final List<TextPair> textPairs = new ArrayList<>();
    private int maxQueries = 1_000;
    private long seed;
    private int maxInFlight = 16;
    private int failureLimit = 100;

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
     *     the first 100 such lines, or if the file cannot be read; no pair is added then
     * @throws io.github.titanembeddings.storage.StorageException if the manifest is an object that
     *     cannot be read
     * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
     * @throws IllegalStateException if the manifest is a stream that has already been read
     */
    public Builder pairs(DatasetManifest manifest, ObjectStore images) {
      Objects.requireNonNull(images, "images");
      List<CaptionedImage> read = new ArrayList<>();
      List<Violation> errors = new ArrayList<>();
      try (ManifestReader lines = manifest.open()) {
        for (ManifestLine line : lines) {
          if (line.example() != null) {
            read.add(pair(line.example(), images));
          } else if (!line.isBlank() && errors.size() < MAX_ERRORS) {
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
      return new CaptionedImage(ref, ImageInput.fromS3(images, ref), example.caption());
    }

    /** Adds a pair of the validation set. */
    public Builder pair(CaptionedImage pair) {
      pairs.add(Objects.requireNonNull(pair, "pair"));
      return this;
    }

    /** Adds a query with a text, for an evaluation without images. */
    public Builder pair(TextPair pair) {
      textPairs.add(Objects.requireNonNull(pair, "pair"));
      return this;
    }

    /**
     * Sets the maximum number of queries per direction, drawn at random; 1,000 by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxQueries(int queries) {
      maxQueries = positive(queries, "queries");
      return this;
    }

    /** Sets the seed for drawing and resampling queries; 0 by default. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets the maximum number of concurrent calls; 16 by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxInFlight(int calls) {
      maxInFlight = positive(calls, "calls");
      return this;
    }

    /**
     * Sets the maximum number of failed images, and of failed captions; 100 by default.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder failureLimit(int failures) {
      if (failures < 0) {
        throw new IllegalArgumentException("failures must be at least 0, was " + failures);
      }
      failureLimit = failures;
      return this;
    }

    private static int positive(int number, String what) {
      if (number < 1) {
        throw new IllegalArgumentException(what + " must be at least 1, was " + number);
      }
      return number;
    }

    /**
     * Builds the evaluation.
     *
     * @throws IllegalStateException if there are no pairs, or both pairs with images and of texts
     */
    public RetrievalEvaluation build() {
      if (pairs.isEmpty() == textPairs.isEmpty()) {
        throw new IllegalStateException(
            pairs.isEmpty()
                ? "no pairs to evaluate; add pairs"
                : "pairs with images and pairs with texts; evaluate them separately");
      }
      return new RetrievalEvaluation(
          pairs.isEmpty() ? Gallery.ofTexts(textPairs) : Gallery.of(pairs),
          new EvaluationRun.Settings(maxQueries, seed, maxInFlight, failureLimit));
    }
  }
}
