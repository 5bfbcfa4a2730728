package io.github.titanembeddings.model;

import io.github.titanembeddings.validation.Limits;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Titan embeddings model, which determines the request body and the limits. Set with the {@link
 * ModelId}, never inferred from it: the ARN of a Provisioned Throughput contains no model name.
 *
 * <pre>{@code
 * TitanEmbeddingsClient texts = titan.withModel(ModelId.onDemand(ModelFamily.TEXT_V2));
 * TitanEmbeddingsClient other = titan.withModel(ModelId.provisioned(arn, ModelFamily.TEXT_V2));
 * }</pre>
 */
public enum ModelFamily {
  /** Amazon Titan Multimodal Embeddings G1, the default: accepts an {@link EmbeddingRequest}. */
  MULTIMODAL_G1("Titan Multimodal Embeddings G1", "amazon.titan-embed-image-v1", "image-v1"),
  /** Amazon Titan Text Embeddings V2: accepts a {@link TextEmbeddingRequest}. */
  TEXT_V2("Titan Text Embeddings V2", "amazon.titan-embed-text-v2:0", "text-v2"),
  /**
   * Amazon Titan Text Embeddings V1: accepts a {@link TextEmbeddingRequest} with a text and no
   * settings, and does not support batch jobs. Also the family of {@code
   * amazon.titan-embed-g1-text-02}, which AWS lists as "Titan Text Embeddings v2", but which is not
   * V2.
   */
  TEXT_V1("Titan Text Embeddings V1", "amazon.titan-embed-text-v1", "text-v1|g1-text-02");

  private final String title;
  private final String baseModel;
  private final Pattern names;

  ModelFamily(String title, String baseModel, String names) {
    this.title = title;
    this.baseModel = baseModel;
    this.names = Pattern.compile("(?:[^/]*/)?amazon\\.titan-embed-(?:" + names + ")(?:[:/].*)?");
  }

  /** Returns the documented limits of the model. */
  public Limits limits() {
    return switch (this) {
      case MULTIMODAL_G1 -> Limits.titanMultimodalG1();
      case TEXT_V2 -> Limits.titanTextV2();
      case TEXT_V1 -> Limits.titanTextV1();
    };
  }

  String baseModel() {
    return baseModel;
  }

  /** Returns the family that an ID names; empty if it names none. */
  static Optional<ModelFamily> namedBy(String id) {
    for (ModelFamily family : values()) {
      if (family.names.matcher(id).matches()) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** Returns the name of the model, such as {@code Titan Text Embeddings V2}. */
  @Override
  public String toString() {
    return title;
  }
}
