package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.TextOverflow;
import java.io.Serializable;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/**
 * The options of {@link EmbedColumns}. Immutable and serializable: executors build their clients
 * from it. Credentials come from each executor's default chain and are never sent.
 *
 * <pre>{@code
 * EmbedOptions options = EmbedOptions.builder().key("id").image("path").text("title").build();
 * }</pre>
 */
public final class EmbedOptions implements Serializable {
  private static final long serialVersionUID = 1L;

  private record Fields(
      String key,
      @Nullable String image,
      @Nullable String text,
      String model,
      ModelFamily family,
      @Nullable String region,
      @Nullable URI endpoint,
      int length,
      TextOverflow textOverflow,
      ImageFit imageFit,
      int rowsPerTask,
      int maxInFlight)
      implements Serializable {}

  private final Fields fields;

  private EmbedOptions(Fields fields) {
    this.fields = fields;
  }

  /** Returns a new builder. The key and at least one of image and text are required. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the column of the key. */
  public String key() {
    return fields.key;
  }

  /** Returns the column of the image. */
  public Optional<String> image() {
    return Optional.ofNullable(fields.image);
  }

  /** Returns the column of the text. */
  public Optional<String> text() {
    return Optional.ofNullable(fields.text);
  }

  /** Returns the model. */
  public ModelId model() {
    return ModelId.of(fields.model, fields.family);
  }

  /** Returns the number of rows of a task, on average. */
  public int rowsPerTask() {
    return fields.rowsPerTask;
  }

  /** Returns the maximum number of requests of a task that are read, queued or sent at once. */
  public int maxInFlight() {
    return fields.maxInFlight;
  }

  /** Returns the options that the vector of a row depends on. */
  String settings() {
    return String.join(
        "|",
        fields.model,
        String.valueOf(fields.length),
        fields.textOverflow.name(),
        fields.imageFit.name());
  }

  /** Returns a builder of a request to the model. */
  ModelRequest.Builder<?> newRequest() {
    ModelRequest.Builder<?> builder =
        fields.family == ModelFamily.MULTIMODAL_G1
            ? EmbeddingRequest.builder().imageFit(fields.imageFit)
            : TextEmbeddingRequest.builder(fields.family);
    builder.vectorLength(fields.length).textOverflow(fields.textOverflow);
    return builder;
  }

  /** Sets the options that the vector of a row depends on. */
  void applyTo(EmbeddingRequest.Builder builder) {
    builder
        .outputEmbeddingLength(fields.length)
        .textOverflow(fields.textOverflow)
        .imageFit(fields.imageFit);
  }

  /** Builds the client of an executor, with connections for its concurrent tasks. */
  TitanEmbeddingsAsyncClient newClient(int tasks) {
    TitanEmbeddingsAsyncClient.Builder builder =
        TitanEmbeddingsAsyncClient.builder()
            .modelId(model())
            .embeddingConfig(EmbeddingConfig.of(fields.length))
            .textOverflow(fields.textOverflow)
            .imageFit(fields.imageFit)
            .maxConnections(fields.maxInFlight * tasks);
    if (fields.region != null) {
      builder.region(Region.of(fields.region));
    }
    if (fields.endpoint != null) {
      builder.endpointOverride(fields.endpoint);
    }
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EmbedOptions that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }

  /** Builder for {@link EmbedOptions}. Not thread-safe. */
  public static final class Builder {
    private @Nullable String key;
    private @Nullable String image;
    private @Nullable String text;
    private ModelId model = ModelId.onDemand();
    private @Nullable String region;
    private @Nullable URI endpoint;
    private @Nullable Integer length;
    private TextOverflow textOverflow = TextOverflow.TRUNCATE;
    private ImageFit imageFit = ImageFit.DOWNSCALE;
    private int rowsPerTask = 1000;
    private int maxInFlight = 64;

    private Builder() {}

    /** Sets the column of the key, which identifies a row in the output; required. */
    public Builder key(String column) {
      this.key = Objects.requireNonNull(column, "column");
      return this;
    }

    /**
     * Sets the column of the image: its bytes (binary), or an {@code s3://}, {@code s3a://} or
     * {@code file:} URI or a path (string). Prefer URIs: bytes are shuffled between executors.
     */
    public Builder image(String column) {
      this.image = Objects.requireNonNull(column, "column");
      return this;
    }

    /** Sets the column of the text (string). */
    public Builder text(String column) {
      this.text = Objects.requireNonNull(column, "column");
      return this;
    }

    /** Sets the model, which may be a text model; the multimodal one on demand by default. */
    public Builder model(ModelId model) {
      this.model = Objects.requireNonNull(model, "model");
      return this;
    }

    /** Sets the region; that of each executor's environment by default. */
    public Builder region(String region) {
      this.region = Objects.requireNonNull(region, "region");
      return this;
    }

    /** Sets another endpoint of the service, such as a VPC endpoint or a stub. */
    public Builder endpoint(URI endpoint) {
      this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
      return this;
    }

    /** Sets the vector length, one that the model offers; by default the model's default length. */
    public Builder length(int length) {
      this.length = length;
      return this;
    }

    /** Sets the treatment of a text with too many tokens; cut by default. */
    public Builder textOverflow(TextOverflow textOverflow) {
      this.textOverflow = Objects.requireNonNull(textOverflow, "textOverflow");
      return this;
    }

    /** Sets the treatment of an image beyond the limits; scaled down by default. */
    public Builder imageFit(ImageFit imageFit) {
      this.imageFit = Objects.requireNonNull(imageFit, "imageFit");
      return this;
    }

    /**
     * Sets the number of rows of a task, on average; 1,000 by default. This is the number of
     * requests that one retry of a task on another executor costs. At 2,000 requests per minute a
     * task of 1,000 rows takes 30 seconds of the whole quota.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder rowsPerTask(int rows) {
      this.rowsPerTask = requirePositive(rows, "rowsPerTask");
      return this;
    }

    /**
     * Sets the maximum number of requests of a task that are read, queued or sent at once; 64 by
     * default. A retry on the same executor sends at most these again.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maxInFlight(int requests) {
      this.maxInFlight = requirePositive(requests, "maxInFlight");
      return this;
    }

    private static int requirePositive(int number, String name) {
      if (number <= 0) {
        throw new IllegalArgumentException(name + " must be above 0, not " + number);
      }
      return number;
    }

    /**
     * Builds the options.
     *
     * @throws IllegalArgumentException if the key is missing, or both image and text
     * @throws io.github.titanembeddings.exception.InvalidRequestException if the model does not
     *     offer the length
     */
    public EmbedOptions build() {
      if (key == null || (image == null && text == null)) {
        throw new IllegalArgumentException("set the columns of key, and of image, text or both");
      }
      if (image != null && model.family() != ModelFamily.MULTIMODAL_G1) {
        throw new IllegalArgumentException(model.family() + " takes no image column");
      }
      EmbedOptions options =
          new EmbedOptions(
              new Fields(
                  key,
                  image,
                  text,
                  model.value(),
                  model.family(),
                  region,
                  endpoint,
                  length == null ? model.family().limits().defaultOutputEmbeddingLength() : length,
                  textOverflow,
                  imageFit,
                  rowsPerTask,
                  maxInFlight));
      options.newRequest().text("any").build(); // checks the length
      return options;
    }
  }
}
