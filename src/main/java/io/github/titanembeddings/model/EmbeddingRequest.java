package io.github.titanembeddings.model;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.model.internal.input.ImagePolicy;
import io.github.titanembeddings.validation.Violation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A request for one embedding of an English text of at most 256 tokens, an image, or both together,
 * by Titan Multimodal Embeddings G1. Immutable and thread-safe.
 *
 * <pre>{@code
 * EmbeddingRequest request = EmbeddingRequest.builder()
 *     .text("red running shoe")
 *     .image(Path.of("shoe.jpg"))
 *     .outputEmbeddingLength(384)
 *     .build();
 * }</pre>
 */
public final class EmbeddingRequest extends ModelRequest {
  private static final String SETTINGS =
      ",\"" + WireNames.EMBEDDING_CONFIG + "\":{\"" + WireNames.OUTPUT_EMBEDDING_LENGTH + "\":";

  private final @Nullable ImageInput image;
  private final EmbeddingConfig embeddingConfig;
  private final @Nullable ImageFit imageFit;

  private EmbeddingRequest(Builder builder) {
    super(builder);
    image = builder.image;
    embeddingConfig = builder.embeddingConfig;
    imageFit = builder.imageFit;
  }

  /**
   * Returns a request for a text.
   *
   * @throws InvalidRequestException as {@link Builder#build()} does
   */
  public static EmbeddingRequest ofText(String text) {
    return builder().text(text).build();
  }

  /**
   * Returns a request for an image.
   *
   * @throws InvalidRequestException as {@link Builder#build()} does
   */
  public static EmbeddingRequest ofImage(ImageInput image) {
    return builder().image(image).build();
  }

  /** Returns a new builder. A text, an image or both are required; all else has a default. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Builder toBuilder() {
    return new Builder()
        .copy(this)
        .image(image)
        .embeddingConfig(embeddingConfig)
        .imageFit(imageFit);
  }

  /** Returns {@link ModelFamily#MULTIMODAL_G1}. */
  @Override
  public ModelFamily family() {
    return ModelFamily.MULTIMODAL_G1;
  }

  /** Returns the image. */
  @Override
  public Optional<ImageInput> image() {
    return Optional.ofNullable(image);
  }

  /** Returns the length of the vector. */
  public EmbeddingConfig embeddingConfig() {
    return embeddingConfig;
  }

  @Override
  public int vectorLength() {
    return embeddingConfig.outputEmbeddingLength();
  }

  /** Returns the treatment of an image that exceeds the limits. */
  public ImageFit imageFit() {
    return Objects.requireNonNullElse(imageFit, ImageFit.REJECT);
  }

  @Override
  EmbeddingRequest withImage(ImageInput replacement) {
    return toBuilder().image(replacement).build();
  }

  @Override
  ImagePolicy imagePolicy() {
    return new ImagePolicy(limits(), imageFit());
  }

  @Override
  String settings() {
    return embeddingConfig.explicitOutputEmbeddingLength().isEmpty()
        ? ""
        : SETTINGS + vectorLength() + "}";
  }

  private List<Violation> violations() {
    List<Violation> found = new ArrayList<>();
    if (text == null && image == null) {
      found.add(
          inputMissing(
              "neither a text nor an image",
              "a text that is not blank, an image, or both",
              "set text or image"));
    }
    found.addAll(textViolations());
    if (image != null) {
      found.addAll(image.check(imagePolicy()));
    }
    found.addAll(
        settingViolations(WireNames.EMBEDDING_CONFIG + "." + WireNames.OUTPUT_EMBEDDING_LENGTH));
    return found;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EmbeddingRequest that
        && Objects.equals(text, that.text)
        && Objects.equals(image, that.image)
        && embeddingConfig.equals(that.embeddingConfig)
        && Objects.equals(limits, that.limits)
        && textOverflow == that.textOverflow
        && imageFit == that.imageFit
        && headers.equals(that.headers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, image, embeddingConfig, limits, textOverflow, imageFit, headers);
  }

  /** Returns the first 40 characters of the text, and sizes. */
  @Override
  public String toString() {
    return "EmbeddingRequest["
        + shownText()
        + ", "
        + (image == null ? "no image" : image)
        + ", "
        + embeddingConfig
        + "]";
  }

  /** Builder for {@link EmbeddingRequest}. Null unsets an optional value. Not thread-safe. */
  public static final class Builder extends ModelRequest.Builder<Builder> {
    private @Nullable ImageInput image;
    private EmbeddingConfig embeddingConfig = EmbeddingConfig.serviceDefault();
    private @Nullable ImageFit imageFit;

    private Builder() {}

    /**
     * Sets the image; null for none. The overloads make a literal null ambiguous: write {@code
     * image((ImageInput) null)}.
     */
    public Builder image(@Nullable ImageInput image) {
      this.image = image;
      return this;
    }

    /** Sets the image in a file, as {@link ImageInput#of(Path)} does; null for none. */
    public Builder image(@Nullable Path file) {
      return image(file == null ? null : ImageInput.of(file));
    }

    /**
     * Sets the image in an array, as {@link ImageInput#of(byte[])} does; null for none. The array
     * is not copied and must not be changed afterwards.
     */
    public Builder image(byte @Nullable [] bytes) {
      return image(bytes == null ? null : ImageInput.of(bytes));
    }

    /** Sets the length of the vector: 256, 384 or 1,024; the service's default is 1,024. */
    public Builder outputEmbeddingLength(int outputEmbeddingLength) {
      return embeddingConfig(EmbeddingConfig.of(outputEmbeddingLength));
    }

    /** Same as {@link #outputEmbeddingLength(int)}. */
    @Override
    public Builder vectorLength(int vectorLength) {
      return outputEmbeddingLength(vectorLength);
    }

    @Override
    OptionalInt explicitLength() {
      return embeddingConfig.explicitOutputEmbeddingLength();
    }

    /** Sets the length of the vector, see {@link #outputEmbeddingLength(int)}. */
    public Builder embeddingConfig(EmbeddingConfig embeddingConfig) {
      this.embeddingConfig = Objects.requireNonNull(embeddingConfig, "embeddingConfig");
      return this;
    }

    /** Sets the treatment of an image beyond the limits; {@link ImageFit#REJECT} by default. */
    public Builder imageFit(@Nullable ImageFit imageFit) {
      this.imageFit = imageFit;
      return this;
    }

    @Override
    void addDefaults(ModelRequest.Builder<?> defaults) {
      super.addDefaults(defaults);
      if (imageFit == null && defaults instanceof Builder own) {
        imageFit = own.imageFit;
      }
    }

    /**
     * Builds the request. Checks everything that is in memory and reports all violations together;
     * does not open files, streams or S3 objects.
     *
     * @throws InvalidRequestException if there is no input, the length is not offered, the text
     *     cannot be written as UTF-8 or is too long for {@link TextOverflow#REJECT} or {@link
     *     TextOverflow#STRICT}, the image is not a PNG or JPEG or is too large, or the service tier
     *     is not offered
     */
    @Override
    public EmbeddingRequest build() {
      EmbeddingRequest request = new EmbeddingRequest(this);
      RequestCheck.requireValid(request.violations());
      return request;
    }
  }
}
