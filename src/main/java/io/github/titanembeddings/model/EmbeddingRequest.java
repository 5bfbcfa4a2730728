package io.github.titanembeddings.model;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.internal.text.BlankText;
import io.github.titanembeddings.model.internal.WireNames;
import io.github.titanembeddings.model.internal.image.ImagePolicy;
import io.github.titanembeddings.model.internal.text.TextPolicy;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A request for one vector: of an English text of at most 256 tokens, an image, or both together,
 * with the length that the vector shall have. Immutable and safe to share between threads.
 *
 * <p>What is not set here is taken from the client that sends the request, and what is not set
 * there either is the default. Getters give the default for what is not set.
 */
public final class EmbeddingRequest {
  private static final int SHOWN_CHARACTERS = 40;

  private final @Nullable String text;
  private final @Nullable ImageInput image;
  private final EmbeddingConfig embeddingConfig;
  private final @Nullable Limits limits;
  private final @Nullable TextOverflow textOverflow;
  private final @Nullable ImageFit imageFit;
  private final @Nullable TokenEstimator tokenEstimator;

  private EmbeddingRequest(Builder builder) {
    text = builder.text == null || BlankText.is(builder.text) ? null : builder.text;
    image = builder.image;
    embeddingConfig = builder.embeddingConfig;
    limits = builder.limits;
    textOverflow = builder.textOverflow;
    imageFit = builder.imageFit;
    tokenEstimator = builder.tokenEstimator;
  }

  /**
   * A request for a text.
   *
   * @throws InvalidRequestException as {@link Builder#build()}
   */
  public static EmbeddingRequest ofText(String text) {
    return builder().text(text).build();
  }

  /**
   * A request for an image.
   *
   * @throws InvalidRequestException as {@link Builder#build()}
   */
  public static EmbeddingRequest ofImage(ImageInput image) {
    return builder().image(image).build();
  }

  /** Starts a request; a text, an image or both are required, all else has a default. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values, the unset ones unset. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.text = text;
    builder.image = image;
    builder.embeddingConfig = embeddingConfig;
    builder.limits = limits;
    builder.textOverflow = textOverflow;
    builder.imageFit = imageFit;
    builder.tokenEstimator = tokenEstimator;
    return builder;
  }

  /**
   * Returns the text; empty if there is none or if it is blank: nothing but white space, control
   * characters and invisible characters such as a zero-width space.
   */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** The image, if there is one. */
  public Optional<ImageInput> image() {
    return Optional.ofNullable(image);
  }

  /** How long the vector shall be. */
  public EmbeddingConfig embeddingConfig() {
    return embeddingConfig;
  }

  /** The limits that the request is checked against. */
  public Limits limits() {
    return Objects.requireNonNullElseGet(limits, Limits::titanMultimodalG1);
  }

  /** What to do with a text of too many tokens. */
  public TextOverflow textOverflow() {
    return Objects.requireNonNullElse(textOverflow, TextOverflow.REJECT);
  }

  /** What to do with an image that is not within the limits. */
  public ImageFit imageFit() {
    return Objects.requireNonNullElse(imageFit, ImageFit.REJECT);
  }

  /** What counts the text's tokens. */
  public TokenEstimator tokenEstimator() {
    return Objects.requireNonNullElseGet(tokenEstimator, TokenEstimator::byCharacters);
  }

  /**
   * Promises the request as it goes out: the text cut if it must be, the image read, checked and
   * fitted. Clients do this for each call; it is public for those who write requests to somewhere
   * else. What blocks, and decoding, run on the executor.
   *
   * <p>The future fails with {@link InvalidRequestException} if the image can't be sent, and with
   * {@link io.github.titanembeddings.storage.StorageException} if its store fails.
   */
  public CompletableFuture<PreparedRequest> prepare(Executor executor) {
    return PreparedRequest.of(this, executor);
  }

  /**
   * Promises what this request embeds, with a hash by which the same content is known again. The
   * image is read for that, on the executor.
   *
   * <p>The future fails as that of {@link #prepare}, but no image is decoded or fitted.
   */
  public CompletableFuture<RequestContent> content(Executor executor) {
    return RequestContent.of(this, executor);
  }

  /**
   * Checks the image as a client does before it sends this request, but by its header alone:
   * nothing is decoded. Returns the image as it was given, in {@link ImageFormat#OTHER} if {@link
   * ImageFit#DOWNSCALE} converts it; empty if the request has none. Reads files and streams in the
   * calling thread and blocks while it reads from S3; an object that is converted is read in full.
   *
   * @throws InvalidRequestException if a client would reject the image, or it does not exist
   * @throws io.github.titanembeddings.storage.StorageException if the object store fails
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   */
  public Optional<ImageInfo> probeImage() {
    return image().map(given -> given.probe(imagePolicy()));
  }

  TextPolicy textPolicy() {
    return new TextPolicy(limits(), textOverflow(), tokenEstimator());
  }

  ImagePolicy imagePolicy() {
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
      found.addAll(textPolicy().check(text));
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
        && Objects.equals(tokenEstimator, that.tokenEstimator);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        text, image, embeddingConfig, limits, textOverflow, imageFit, tokenEstimator);
  }

  /** The first 40 characters of the text, and sizes. */
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

  /** Collects a request. Null unsets a field. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable String text;
    private @Nullable ImageInput image;
    private EmbeddingConfig embeddingConfig = EmbeddingConfig.builder().build();
    private @Nullable Limits limits;
    private @Nullable TextOverflow textOverflow;
    private @Nullable ImageFit imageFit;
    private @Nullable TokenEstimator tokenEstimator;

    private Builder() {}

    /** The text, in English; null or blank for none. */
    public Builder text(@Nullable String text) {
      this.text = text;
      return this;
    }

    /**
     * The image; null for none. The overloads make a literal null ambiguous: write {@code
     * image((ImageInput) null)}.
     */
    public Builder image(@Nullable ImageInput image) {
      this.image = image;
      return this;
    }

    /** Sets the image in a file, same as {@link ImageInput#of(Path)}; null for none. */
    public Builder image(@Nullable Path file) {
      return image(file == null ? null : ImageInput.of(file));
    }

    /**
     * Sets the image in an array, same as {@link ImageInput#of(byte[])}; null for none. The array
     * is not copied and must not be changed afterwards.
     */
    public Builder image(byte @Nullable [] bytes) {
      return image(bytes == null ? null : ImageInput.of(bytes));
    }

    /** The length of the vector: 256, 384 or 1,024; 1,024 if it is never set. */
    public Builder outputEmbeddingLength(int outputEmbeddingLength) {
      this.embeddingConfig = EmbeddingConfig.of(outputEmbeddingLength);
      return this;
    }

    /** The length of the vector, in its own type. */
    public Builder embeddingConfig(EmbeddingConfig embeddingConfig) {
      this.embeddingConfig = Objects.requireNonNull(embeddingConfig, "embeddingConfig");
      return this;
    }

    /** The limits to check against; {@link Limits#titanMultimodalG1()} if unset. */
    public Builder limits(@Nullable Limits limits) {
      this.limits = limits;
      return this;
    }

    /** What to do with a text of too many tokens; {@link TextOverflow#REJECT} if unset. */
    public Builder textOverflow(@Nullable TextOverflow textOverflow) {
      this.textOverflow = textOverflow;
      return this;
    }

    /** What to do with an image not within the limits; {@link ImageFit#REJECT} if unset. */
    public Builder imageFit(@Nullable ImageFit imageFit) {
      this.imageFit = imageFit;
      return this;
    }

    /** What counts tokens; {@link TokenEstimator#byCharacters()} if unset. */
    public Builder tokenEstimator(@Nullable TokenEstimator tokenEstimator) {
      this.tokenEstimator = tokenEstimator;
      return this;
    }

    /** Takes from another builder all that is unset here, save text and image. */
    public Builder defaultsFrom(Builder other) {
      if (embeddingConfig.explicitOutputEmbeddingLength().isEmpty()) {
        embeddingConfig = other.embeddingConfig;
      }
      limits = limits == null ? other.limits : limits;
      textOverflow = textOverflow == null ? other.textOverflow : textOverflow;
      imageFit = imageFit == null ? other.imageFit : imageFit;
      tokenEstimator = tokenEstimator == null ? other.tokenEstimator : tokenEstimator;
      return this;
    }

    /**
     * The finished request. Everything in memory is checked, and all that is wrong is reported
     * together; files, streams and S3 objects are not touched.
     *
     * @throws InvalidRequestException if there is no input, the length is not offered, the text
     *     can't be written or is too long for {@link TextOverflow#REJECT} or {@link
     *     TextOverflow#STRICT}, or the image is not a PNG or JPEG or is too large
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
