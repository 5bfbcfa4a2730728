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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A request for one embedding from a model of one {@linkplain #family() family}: an {@link
 * EmbeddingRequest} or a {@link TextEmbeddingRequest}. Clients, bulk runs, batch jobs and
 * evaluations accept either. Immutable and thread-safe.
 *
 * <p>Unset values are taken from the client that sends the request, or else are the defaults.
 * Getters return the default of an unset value.
 *
 * <pre>{@code
 * ModelRequest request = titan.textRequest().text("red shoe").build(); // for any model
 * }</pre>
 */
public abstract sealed class ModelRequest permits EmbeddingRequest, TextEmbeddingRequest {
  private static final int SHOWN_CHARACTERS = 40;

  static {
    ModelAccess.set(
        new ModelAccess(
            request -> ((ModelRequest) request).image().map(ImageInput::source),
            (request, source) -> ((ModelRequest) request).withImage(new ImageInput(source)),
            request -> ((ModelRequest) request).imagePolicy(),
            request -> ((ModelRequest) request).settings(),
            (builder, defaults) -> ((Builder<?>) builder).addDefaults((Builder<?>) defaults),
            Embedding::new));
  }

  final @Nullable String text;
  final @Nullable Limits limits;
  final @Nullable TextOverflow textOverflow;
  final InvokeHeaders headers;

  ModelRequest(Builder<?> builder) {
    text = builder.text == null || UnicodeText.isBlank(builder.text) ? null : builder.text;
    limits = builder.limits;
    textOverflow = builder.textOverflow;
    headers = builder.headers;
  }

  /** Returns the model family that the request is for. */
  public abstract ModelFamily family();

  /** Returns a builder with these values; unset values stay unset. */
  public abstract Builder<?> toBuilder();

  /**
   * Returns the text; empty if there is none or if it is blank: nothing but white space, control
   * characters and invisible characters such as a zero-width space.
   */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** Returns the image; empty if there is none, and always for a text model. */
  public Optional<ImageInput> image() {
    return Optional.empty();
  }

  /** Returns the length of the vector. */
  public abstract int vectorLength();

  /** Returns the limits that the request is checked against. */
  public Limits limits() {
    return limits == null ? family().limits() : limits;
  }

  /** Returns the treatment of a text that is too long. */
  public TextOverflow textOverflow() {
    return Objects.requireNonNullElse(textOverflow, TextOverflow.REJECT);
  }

  /** Returns the optional headers of the call. */
  public InvokeHeaders headers() {
    return headers;
  }

  /**
   * Checks the image as a client does before it sends this request, but reads only the image header
   * and decodes no pixels. Returns the properties of the original image; empty if the request has
   * no image. Files and streams are read on the calling thread, which also waits for S3; an object
   * that {@link ImageFit#DOWNSCALE} converts is read in full.
   *
   * @throws InvalidRequestException if a client would reject the image, or it does not exist
   * @throws io.github.titanembeddings.storage.StorageException if the object store fails
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   */
  public Optional<ImageInfo> probeImage() {
    return image().map(given -> given.probe(imagePolicy()));
  }

  ModelRequest withImage(ImageInput image) {
    throw new IllegalStateException(family() + " takes no image");
  }

  ImagePolicy imagePolicy() {
    return new ImagePolicy(limits(), ImageFit.REJECT);
  }

  /** Returns the members of the request body after text and image, each after a comma. */
  abstract String settings();

  List<Violation> textViolations() {
    return text == null ? List.of() : new TextPolicy(limits(), textOverflow()).check(text);
  }

  /** Returns the violations of the length and the service tier. */
  List<Violation> settingViolations(String lengthPath) {
    List<Violation> found = new ArrayList<>();
    if (!limits().outputEmbeddingLengths().contains(vectorLength())) {
      found.add(
          Violation.error(lengthPath, ViolationCodes.EMBEDDING_LENGTH_NOT_OFFERED)
              .actual(vectorLength() + " dimensions")
              .limit("one of " + limits().outputEmbeddingLengths())
              .remedy("choose one of these")
              .build());
    }
    if (headers.serviceTier() != null && !limits().serviceTiers().contains(headers.serviceTier())) {
      found.add(
          Violation.error("serviceTier", ViolationCodes.SERVICE_TIER_NOT_OFFERED)
              .actual(headers.serviceTier().toString())
              .limit("one of " + limits().serviceTiers())
              .remedy("omit it, or set serviceTiers of the limits if the model offers it now")
              .build());
    }
    return found;
  }

  static Violation inputMissing(String actual, String limit, String remedy) {
    return Violation.error(WireNames.INPUT_TEXT, ViolationCodes.INPUT_MISSING)
        .actual(actual)
        .limit(limit)
        .remedy(remedy)
        .build();
  }

  String shownText() {
    return text == null ? "no text" : '"' + Abbreviate.beginning(text, SHOWN_CHARACTERS) + '"';
  }

  /**
   * Builder for a {@link ModelRequest}, with the values common to all models. Null unsets a value.
   * Not thread-safe.
   *
   * @param <B> the type of the builder
   */
  public abstract static sealed class Builder<B extends Builder<B>>
      permits EmbeddingRequest.Builder, TextEmbeddingRequest.Builder {
    @Nullable String text;
    @Nullable Limits limits;
    @Nullable TextOverflow textOverflow;
    InvokeHeaders headers = InvokeHeaders.none();

    Builder() {}

    @SuppressWarnings("unchecked") // B is the type of this builder
    private B self() {
      return (B) this;
    }

    /** Sets the text; null or blank for none. */
    public B text(@Nullable String text) {
      this.text = text;
      return self();
    }

    /** Sets the length of the vector, one of {@link Limits#outputEmbeddingLengths()}. */
    public abstract B vectorLength(int vectorLength);

    abstract OptionalInt explicitLength();

    /** Sets the limits to check against; {@link ModelFamily#limits()} by default. */
    public B limits(@Nullable Limits limits) {
      this.limits = limits;
      return self();
    }

    /** Sets the treatment of a text that is too long; {@link TextOverflow#REJECT} by default. */
    public B textOverflow(@Nullable TextOverflow textOverflow) {
      this.textOverflow = textOverflow;
      return self();
    }

    /**
     * Adds optional headers. They take precedence over the client's; metadata is merged by name.
     * Batch jobs ignore them: tag the job instead.
     *
     * @throws InvalidRequestException if the metadata exceeds its total limit
     */
    public B headers(InvokeHeaders headers) {
      this.headers = headers.over(this.headers);
      return self();
    }

    B copy(ModelRequest request) {
      headers = request.headers;
      return text(request.text).limits(request.limits).textOverflow(request.textOverflow);
    }

    void addDefaults(Builder<?> defaults) {
      if (explicitLength().isEmpty()) {
        defaults.explicitLength().ifPresent(this::vectorLength);
      }
      limits = limits == null ? defaults.limits : limits;
      textOverflow = textOverflow == null ? defaults.textOverflow : textOverflow;
      headers = headers.over(defaults.headers);
    }

    /**
     * Builds the request. Checks everything that is in memory and reports all violations together.
     *
     * @throws InvalidRequestException if the request is not valid for its model
     */
    public abstract ModelRequest build();
  }
}
