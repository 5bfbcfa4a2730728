package io.github.titanembeddings.model;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request to embed a text with Titan Text Embeddings V2, or with V1, which has no settings.
 * Immutable and thread-safe.
 *
 * <p>A text has at most 8,192 tokens and, for V2, 50,000 characters. AWS recommends splitting a
 * long document into logical segments, such as paragraphs: see {@link TextSplitter}.
 *
 * <pre>{@code
 * TextEmbeddingRequest request = TextEmbeddingRequest.builder()
 *     .text("Boil the water first.")
 *     .dimensions(512)
 *     .embeddingTypes(EmbeddingType.BINARY)
 *     .build();
 * }</pre>
 */
public final class TextEmbeddingRequest extends ModelRequest {
  private final ModelFamily family;
  private final @Nullable Integer dimensions;
  private final @Nullable Boolean normalize;
  private final @Nullable Set<EmbeddingType> embeddingTypes;

  private TextEmbeddingRequest(Builder builder) {
    super(builder);
    family = builder.family;
    dimensions = builder.dimensions;
    normalize = builder.normalize;
    embeddingTypes = builder.embeddingTypes;
  }

  /**
   * Returns a request to V2 for a text.
   *
   * @throws InvalidRequestException as {@link Builder#build()} does
   */
  public static TextEmbeddingRequest of(String text) {
    return builder().text(text).build();
  }

  /**
   * Returns a new builder of a request to V2. The text is required; everything else has a default.
   */
  public static Builder builder() {
    return builder(ModelFamily.TEXT_V2);
  }

  /**
   * Returns a new builder of a request to {@link ModelFamily#TEXT_V2} or {@link
   * ModelFamily#TEXT_V1}.
   *
   * @throws IllegalArgumentException if the family is not that of a text model
   */
  public static Builder builder(ModelFamily family) {
    if (Objects.requireNonNull(family, "family") == ModelFamily.MULTIMODAL_G1) {
      throw new IllegalArgumentException(family + " takes an EmbeddingRequest");
    }
    return new Builder(family);
  }

  @Override
  public Builder toBuilder() {
    Builder builder = new Builder(family).copy(this).dimensions(dimensions).normalize(normalize);
    builder.embeddingTypes = embeddingTypes;
    return builder;
  }

  @Override
  public ModelFamily family() {
    return family;
  }

  @Override
  public int vectorLength() {
    return dimensions == null ? limits().defaultOutputEmbeddingLength() : dimensions;
  }

  /** Returns whether the service scales the vector to unit norm; true by default. */
  public boolean normalize() {
    return normalize == null || normalize;
  }

  /** Returns the forms of the vector; {@link EmbeddingType#FLOAT} is always one of them. */
  public Set<EmbeddingType> embeddingTypes() {
    return embeddingTypes == null ? Set.of(EmbeddingType.FLOAT) : embeddingTypes;
  }

  @Override
  String settings() {
    StringBuilder json = new StringBuilder();
    if (family == ModelFamily.TEXT_V2) {
      add(json, WireNames.DIMENSIONS, dimensions);
      add(json, WireNames.NORMALIZE, normalize);
      add(json, WireNames.EMBEDDING_TYPES, embeddingTypes == null ? null : types());
    }
    return json.toString();
  }

  private static void add(StringBuilder json, String name, @Nullable Object value) {
    if (value != null) {
      json.append(",\"").append(name).append("\":").append(value);
    }
  }

  private String types() {
    return embeddingTypes().stream()
        .map(type -> '"' + type.name().toLowerCase(Locale.ROOT) + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }

  private List<Violation> violations() {
    List<Violation> found = new ArrayList<>();
    if (text == null) {
      found.add(inputMissing("no text", "a text that is not blank", "set text"));
    }
    found.addAll(textViolations());
    found.addAll(settingViolations(WireNames.DIMENSIONS));
    if (family == ModelFamily.TEXT_V1) {
      requireUnset(WireNames.NORMALIZE, normalize, found);
      requireUnset(WireNames.EMBEDDING_TYPES, embeddingTypes, found);
    }
    return found;
  }

  private void requireUnset(String path, @Nullable Object value, List<Violation> found) {
    if (value != null) {
      found.add(
          Violation.error(path, ViolationCodes.SETTING_NOT_OFFERED)
              .actual(path + " " + value)
              .limit("a text and no settings, as " + family + " takes")
              .remedy("leave it unset, or use ModelFamily.TEXT_V2")
              .build());
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TextEmbeddingRequest that
        && family == that.family
        && Objects.equals(text, that.text)
        && Objects.equals(dimensions, that.dimensions)
        && Objects.equals(normalize, that.normalize)
        && Objects.equals(embeddingTypes, that.embeddingTypes)
        && Objects.equals(limits, that.limits)
        && textOverflow == that.textOverflow
        && headers.equals(that.headers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        family, text, dimensions, normalize, embeddingTypes, limits, textOverflow, headers);
  }

  /** Returns the first 40 characters of the text, and the settings. */
  @Override
  public String toString() {
    return "TextEmbeddingRequest["
        + shownText()
        + ", "
        + family
        + ", "
        + vectorLength()
        + " dimensions, "
        + embeddingTypes()
        + "]";
  }

  /** Builder for {@link TextEmbeddingRequest}. Null unsets a value. Not thread-safe. */
  public static final class Builder extends ModelRequest.Builder<Builder> {
    private final ModelFamily family;
    private @Nullable Integer dimensions;
    private @Nullable Boolean normalize;
    private @Nullable Set<EmbeddingType> embeddingTypes;

    private Builder(ModelFamily family) {
      this.family = family;
    }

    /**
     * Sets the length of the vector: 256, 512 or 1,024, the service's default. V1 has 1,536 only.
     */
    public Builder dimensions(@Nullable Integer dimensions) {
      this.dimensions = dimensions;
      return this;
    }

    /** Same as {@link #dimensions}. */
    @Override
    public Builder vectorLength(int vectorLength) {
      return dimensions(vectorLength);
    }

    /** Sets whether the service scales the vector to unit norm; true by default. V2 only. */
    public Builder normalize(@Nullable Boolean normalize) {
      this.normalize = normalize;
      return this;
    }

    /**
     * Sets the forms of the vector. {@link EmbeddingType#FLOAT} is the default and is always
     * included. V2 only.
     */
    public Builder embeddingTypes(EmbeddingType first, EmbeddingType... more) {
      Set<EmbeddingType> types = EnumSet.of(first, more);
      types.add(EmbeddingType.FLOAT); // a response for bits alone has no embedding
      this.embeddingTypes = Collections.unmodifiableSet(types);
      return this;
    }

    @Override
    OptionalInt explicitLength() {
      return dimensions == null ? OptionalInt.empty() : OptionalInt.of(dimensions);
    }

    /**
     * Builds the request. Reports all violations together.
     *
     * @throws InvalidRequestException if there is no text, it cannot be written as UTF-8 or is too
     *     long for {@link TextOverflow#REJECT} or {@link TextOverflow#STRICT}, the length or the
     *     service tier is not offered, or a request to V1 sets {@code normalize} or {@code
     *     embeddingTypes}
     */
    @Override
    public TextEmbeddingRequest build() {
      TextEmbeddingRequest request = new TextEmbeddingRequest(this);
      RequestCheck.requireValid(request.violations());
      return request;
    }
  }
}
