package io.github.titanembeddings.model;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code modelId} of InvokeModel: the base model on demand, a Provisioned Throughput, or any
 * other ID that InvokeModel accepts; with the {@link ModelFamily}, which determines the request
 * body. Immutable and thread-safe.
 *
 * <p>The family is {@link ModelFamily#MULTIMODAL_G1} for any ID unless another one is given. An ID
 * that names a Titan model of another family is rejected.
 *
 * <pre>{@code
 * TitanEmbeddingsClient tuned = titan.withModel(ModelId.provisioned(arn));
 * }</pre>
 */
public final class ModelId {
  private static final int MAX_LENGTH = 2048;
  private static final String BEDROCK = "arn:aws(?:-[^:]+)?:bedrock:[a-z0-9-]{1,20}:";
  private static final Pattern PROVISIONED =
      Pattern.compile(BEDROCK + "[0-9]{12}:provisioned-model/[a-z0-9]{12}");
  private static final Pattern CUSTOM_MODEL =
      Pattern.compile(
          "arn:aws(?:-[^:]+)?:bedrock:[^:]*:[^:]*:custom-model(-deployment)?/.*", Pattern.DOTALL);

  private static final Pattern CUSTOM_MODEL_ARN =
      Pattern.compile(
          BEDROCK + "[0-9]{12}:custom-model/[a-z0-9-]{1,63}[.][a-z0-9:-]{1,63}/[a-z0-9]{12}");

  /**
   * The alternatives of the service's InvokeModelIdentifier except deployments, without deep
   * backtracking.
   */
  private static final Pattern INVOKABLE =
      Pattern.compile(
          String.join(
              "|",
              "[a-zA-Z0-9:.-]++",
              "(?:[0-9a-zA-Z][_-]?)++",
              BEDROCK + ":foundation-model/[a-z0-9-]{1,63}[.][a-z0-9-]{1,63}[.:]?[a-z0-9-]{1,63}",
              BEDROCK + "[0-9]{12}:(?:imported-model|provisioned-model)/[a-z0-9]{12}",
              BEDROCK
                  + "[0-9]{12}:(?:inference-profile|application-inference-profile)/[a-zA-Z0-9:.-]++",
              BEDROCK + "[0-9]{12}:prompt/[0-9a-zA-Z]{10}(?::[0-9]{1,5})?",
              BEDROCK + "[0-9]{12}:(?:default-)?prompt-router/[a-zA-Z0-9:.-]++",
              "arn:aws:sagemaker:[a-z0-9-]++:[0-9]{12}:endpoint/[a-zA-Z0-9-]++"));

  private static final ModelId ON_DEMAND = onDemand(ModelFamily.MULTIMODAL_G1);

  private final String value;
  private final ModelFamily family;

  private ModelId(String value, ModelFamily family) {
    this.value = value;
    this.family = family;
  }

  /** Returns the base model, billed per use: {@code amazon.titan-embed-image-v1}. */
  public static ModelId onDemand() {
    return ON_DEMAND;
  }

  /** Returns the base model of a family, billed per use. */
  public static ModelId onDemand(ModelFamily family) {
    return new ModelId(family.baseModel(), family);
  }

  /**
   * Returns a Provisioned Throughput of the base model or a fine-tuned one, by its ARN.
   *
   * @throws InvalidRequestException if this is not the ARN of a Provisioned Throughput
   */
  public static ModelId provisioned(String arn) {
    return provisioned(arn, ModelFamily.MULTIMODAL_G1);
  }

  /**
   * Same as {@link #provisioned(String)}, but for a model of the given family.
   *
   * @throws InvalidRequestException if this is not the ARN of a Provisioned Throughput
   */
  public static ModelId provisioned(String arn, ModelFamily family) {
    ModelId id = of(arn, family);
    if (!PROVISIONED.matcher(arn).matches()) {
      throw refused(
          ViolationCodes.MODEL_NOT_PROVISIONED,
          arn,
          "arn:aws:bedrock:<region>:<account>:provisioned-model/<12 characters>",
          "use provisionedModelArn of the Provisioned Throughput, or ModelId.of for others");
    }
    return id;
  }

  /**
   * Returns a custom model by its ARN, for batch jobs and their results. A client rejects it:
   * InvokeModel runs a custom model only through a Provisioned Throughput.
   *
   * @throws InvalidRequestException if this is not the ARN of a custom model, or names a text model
   */
  public static ModelId custom(String arn) {
    ModelFamily named = ModelFamily.namedBy(arn).orElse(ModelFamily.MULTIMODAL_G1);
    if (arn.length() > MAX_LENGTH
        || !CUSTOM_MODEL_ARN.matcher(arn).matches()
        || named != ModelFamily.MULTIMODAL_G1) {
      throw refused(
          ViolationCodes.MODEL_BAD_ID,
          arn,
          "arn:aws:bedrock:<region>:<account>:custom-model/<base model>/<12 characters>, not of a"
              + " text model",
          "use outputModelArn of the completed fine-tuning job");
    }
    return new ModelId(arn, named);
  }

  /**
   * Returns any ID or ARN that InvokeModel accepts, of at most 2,048 characters.
   *
   * @throws InvalidRequestException if InvokeModel does not accept it, or if it is the ARN of a
   *     custom model or of its deployment: a fine-tuned model of this kind can be invoked only
   *     through a Provisioned Throughput or in a batch job; also if it names a text model
   */
  public static ModelId of(String id) {
    return of(id, ModelFamily.MULTIMODAL_G1);
  }

  /**
   * Same as {@link #of(String)}, but for a model of the given family.
   *
   * @throws InvalidRequestException as {@link #of(String)}, or if the ID names another model
   */
  public static ModelId of(String id, ModelFamily family) {
    Objects.requireNonNull(id, "id");
    Matcher custom = CUSTOM_MODEL.matcher(id);
    if (custom.matches()) {
      boolean isModel = custom.group(1) == null;
      throw refused(
          isModel
              ? ViolationCodes.MODEL_CUSTOM_NOT_INVOCABLE
              : ViolationCodes.MODEL_DEPLOYMENT_NOT_OFFERED,
          id,
          isModel
              ? "an id that InvokeModel accepts"
              : "an id that can run this model, which cannot be deployed on demand",
          "a fine-tuned model is invoked through its Provisioned Throughput: pass its ARN, or use a"
              + " batch job");
    }
    boolean leavesThePath = id.equals(".") || id.equals("..");
    boolean printable = id.chars().allMatch(c -> c > ' ' && c <= '~');
    if (leavesThePath
        || !printable
        || id.length() > MAX_LENGTH
        || !INVOKABLE.matcher(id).matches()) {
      throw refused(
          ViolationCodes.MODEL_BAD_ID,
          id,
          "1 to 2,048 characters of a model id, or the ARN of something that can be invoked",
          "use ModelId.onDemand() or ModelId.provisioned(arn)");
    }
    return ofFamily(id, family);
  }

  private static ModelId ofFamily(String id, ModelFamily family) {
    ModelFamily named = ModelFamily.namedBy(id).orElse(family);
    if (named != family) {
      throw refused(
          ViolationCodes.MODEL_OTHER_PAYLOAD,
          id,
          "an id of " + family,
          "it names " + named + ": use ModelId.of(id, ModelFamily." + named.name() + ")");
    }
    return new ModelId(id, family);
  }

  private static InvalidRequestException refused(
      String code, String id, String limit, String remedy) {
    return new InvalidRequestException(
        Violation.error("modelId", code)
            .actual("\"" + Abbreviate.beginning(id, 200) + "\"")
            .limit(limit)
            .remedy(remedy)
            .build());
  }

  /** Returns the ID to send. */
  public String value() {
    return value;
  }

  /** Returns the family of the model. */
  public ModelFamily family() {
    return family;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ModelId that && value.equals(that.value) && family == that.family;
  }

  @Override
  public int hashCode() {
    return Objects.hash(value, family);
  }

  /** Returns the ID, with the family unless it is the default or the ID names it. */
  @Override
  public String toString() {
    boolean known = family == ModelFamily.MULTIMODAL_G1 || ModelFamily.namedBy(value).isPresent();
    return known ? value : value + "(" + family.name() + ")";
  }
}
