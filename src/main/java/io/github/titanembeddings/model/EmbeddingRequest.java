package io.github.titanembeddings.model;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.model.internal.ModelAccess;
import io.github.titanembeddings.model.internal.input.ImagePolicy;
import io.github.titanembeddings.model.internal.input.TextPolicy;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for one embedding of an English text of at most 256 tokens, an image, or both together.
 * Immutable and thread-safe.
 *
 * <p>Values that are not set here are taken from the client that sends the request, or else are the
 * defaults. Getters return the default of an unset value.
 *
 * <pre>{@code
 * EmbeddingRequest request = EmbeddingRequest.builder()
 *     .text("red running shoe")
 *     .image(Path.of("shoe.jpg"))
 *     .outputEmbeddingLength(384)
 *     .build();
 * }</pre>
 */
public final class EmbeddingRequest {
  private static final int SHOWN_CHARACTERS = 40;

  static {
    ModelAccess.set(
        new ModelAccess(
            request -> ((EmbeddingRequest) request).image().map(ImageInput::source),
            (request, source) ->
                ((EmbeddingRequest) request).toBuilder().image(new ImageInput(source)).build(),
            (builder, defaults) -> ((Builder) builder).addDefaults((Builder) defaults),
            Embedding::new));
  }

  private final @Nullable String text;
  private final @Nullable ImageInput image;
  private final EmbeddingConfig embeddingConfig;
  private final @Nullable Limits limits;
  private final @Nullable TextOverflow textOverflow;
  private final @Nullable ImageFit imageFit;
  private final InvokeHeaders headers;

  private EmbeddingRequest(Builder builder) {
    text = builder.text == null || UnicodeText.isBlank(builder.text) ? null : builder.text;
    image = builder.image;
    embeddingConfig = builder.embeddingConfig;
    limits = builder.limits;
    textOverflow = builder.textOverflow;
    imageFit = builder.imageFit;
    headers = builder.headers;
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

  /** Returns a builder with these values; unset values stay unset. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.text = text;
    builder.image = image;
    builder.embeddingConfig = embeddingConfig;
    builder.limits = limits;
    builder.textOverflow = textOverflow;
    builder.imageFit = imageFit;
    builder.headers = headers;
    return builder;
  }

  /**
   * Returns the text; empty if there is none or if it is blank: nothing but white space, control
   * characters and invisible characters such as a zero-width space.
   */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** Returns the image. */
  public Optional<ImageInput> image() {
    return Optional.ofNullable(image);
  }

  /** Returns the length of the vector. */
  public EmbeddingConfig embeddingConfig() {
    return embeddingConfig;
  }

  /** Returns the limits that the request is checked against. */
  public Limits limits() {
    return Objects.requireNonNullElseGet(limits, Limits::titanMultimodalG1);
  }

  /** Returns the treatment of a text with too many tokens. */
  public TextOverflow textOverflow() {
    return Objects.requireNonNullElse(textOverflow, TextOverflow.REJECT);
  }

  /** Returns the treatment of an image that exceeds the limits. */
  public ImageFit imageFit() {
    return Objects.requireNonNullElse(imageFit, ImageFit.REJECT);
  }

  /** Returns the optional headers of the call. */
  public InvokeHeaders headers() {
    return headers;
  }

  /**
   * Checks the image as a client does before it sends this request, but by its header alone:
   * nothing is decoded. Returns the properties of the original image; empty if the request has no
   * image. Files and streams are read on the calling thread, which also waits for S3; an object
   * that {@link ImageFit#DOWNSCALE} converts is read in full.
   *
   * @throws InvalidRequestException if a client would reject the image, or it does not exist
   * @throws io.github.titanembeddings.storage.StorageException if the object store fails
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   */
  public Optional<ImageInfo> probeImage() {
    return image().map(given -> given.probe(imagePolicy()));
  }

  private ImagePolicy imagePolicy() {
    return new ImagePolicy(limits(), imageFit());
  }

  private List<Violation> violations() {
    List<Violation> found = new ArrayList<>();
    if (text == null && image == null) {
      found.add(
          Violation.error(WireNames.INPUT_TEXT, ViolationCodes.INPUT_MISSING)
              .actual("neither a text nor an image")
              .limit("a text that is not blank, an image, or both")
              .remedy("set text or image")
              .build());
    }
    if (text != null) {
      found.addAll(new TextPolicy(limits(), textOverflow()).check(text));
    }
    if (image != null) {
      found.addAll(image.check(imagePolicy()));
    }
    int length = embeddingConfig.outputEmbeddingLength();
    if (!limits().outputEmbeddingLengths().contains(length)) {
      found.add(
          Violation.error(
                  WireNames.EMBEDDING_CONFIG + "." + WireNames.OUTPUT_EMBEDDING_LENGTH,
                  ViolationCodes.EMBEDDING_LENGTH_NOT_OFFERED)
              .actual(length + " dimensions")
              .limit("one of " + limits().outputEmbeddingLengths())
              .remedy("choose one of these")
              .build());
    }
    if (headers.serviceTier() != null && !limits().serviceTiers().contains(headers.serviceTier())) {
      found.add(
          Violation.error("serviceTier", ViolationCodes.SERVICE_TIER_NOT_OFFERED)
              .actual(headers.serviceTier().toString())
              .limit("one of " + limits().serviceTiers())
              .remedy("leave it out, or set serviceTiers of the limits if the model offers it now")
              .build());
    }
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
    String shown =
        text == null ? "no text" : '"' + Abbreviate.beginning(text, SHOWN_CHARACTERS) + '"';
    return "EmbeddingRequest["
        + shown
        + ", "
        + (image == null ? "no image" : image)
        + ", "
        + embeddingConfig
        + "]";
  }

  /** Builder for {@link EmbeddingRequest}. Null unsets a value. Not thread-safe. */
  public static final class Builder {
    private @Nullable String text;
    private @Nullable ImageInput image;
    private EmbeddingConfig embeddingConfig = EmbeddingConfig.serviceDefault();
    private @Nullable Limits limits;
    private @Nullable TextOverflow textOverflow;
    private @Nullable ImageFit imageFit;
    private InvokeHeaders headers = InvokeHeaders.none();

    private Builder() {}

    /** Sets the text, in English; null or blank for none. */
    public Builder text(@Nullable String text) {
      this.text = text;
      return this;
    }

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

    /** Sets the length of the vector, see {@link #outputEmbeddingLength(int)}. */
    public Builder embeddingConfig(EmbeddingConfig embeddingConfig) {
      this.embeddingConfig = Objects.requireNonNull(embeddingConfig, "embeddingConfig");
      return this;
    }

    /** Sets the limits to check against; {@link Limits#titanMultimodalG1()} by default. */
    public Builder limits(@Nullable Limits limits) {
      this.limits = limits;
      return this;
    }

    /**
     * Sets the treatment of a text with too many tokens; {@link TextOverflow#REJECT} by default.
     */
    public Builder textOverflow(@Nullable TextOverflow textOverflow) {
      this.textOverflow = textOverflow;
      return this;
    }

    /** Sets the treatment of an image beyond the limits; {@link ImageFit#REJECT} by default. */
    public Builder imageFit(@Nullable ImageFit imageFit) {
      this.imageFit = imageFit;
      return this;
    }

    /**
     * Adds optional headers to those of the client; each takes precedence, and so does each name of
     * the metadata. Batch jobs ignore them: tag the job.
     *
     * @throws InvalidRequestException if there is too much metadata in all
     */
    public Builder headers(InvokeHeaders headers) {
      this.headers = headers.over(this.headers);
      return this;
    }

    private void addDefaults(Builder defaults) {
      if (embeddingConfig.explicitOutputEmbeddingLength().isEmpty()) {
        embeddingConfig = defaults.embeddingConfig;
      }
      limits = limits == null ? defaults.limits : limits;
      textOverflow = textOverflow == null ? defaults.textOverflow : textOverflow;
      imageFit = imageFit == null ? defaults.imageFit : imageFit;
      headers = headers.over(defaults.headers);
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
    public EmbeddingRequest build() {
      EmbeddingRequest request = new EmbeddingRequest(this);
      List<Violation> violations = request.violations();
      if (!violations.isEmpty()) {
        throw new InvalidRequestException(violations);
      }
      return request;
    }
  }
}
