package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.internal.Characters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a job was given, as the service tells it. Immutable and safe to share between threads. */
public final class JobDefinition {
  private final String roleArn;
  private final String trainingDataUri;
  private final List<String> validationDataUris;
  private final String outputDataUri;
  private final Map<String, String> hyperParameters;
  private final @Nullable String clientRequestToken;

  private JobDefinition(Builder builder) {
    roleArn = builder.roleArn;
    trainingDataUri = builder.trainingDataUri;
    validationDataUris = builder.validationDataUris;
    outputDataUri = builder.outputDataUri;
    hyperParameters = Collections.unmodifiableMap(new LinkedHashMap<>(builder.hyperParameters));
    clientRequestToken = builder.clientRequestToken;
  }

  /** Starts a definition in which every text is empty. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder()
        .roleArn(roleArn)
        .trainingDataUri(trainingDataUri)
        .validationDataUris(validationDataUris)
        .outputDataUri(outputDataUri)
        .hyperParameters(hyperParameters)
        .clientRequestToken(clientRequestToken);
  }

  /** The role that the service assumes. */
  public String roleArn() {
    return roleArn;
  }

  /** The manifest of the training examples. */
  public String trainingDataUri() {
    return trainingDataUri;
  }

  /** The manifests of validation examples; none if the job has none. */
  public List<String> validationDataUris() {
    return validationDataUris;
  }

  /** The folder that the service writes metrics to. */
  public String outputDataUri() {
    return outputDataUri;
  }

  /** The hyperparameters as the service tells them. */
  public Map<String, String> hyperParametersAsMap() {
    return hyperParameters;
  }

  /**
   * The hyperparameters.
   *
   * @throws InvalidRequestException if they are not those of this model, as in a job of another
   */
  public HyperParameters hyperParameters() {
    return HyperParameters.ofMap(hyperParameters);
  }

  /** The token that the job was submitted with, if the service tells it. */
  public Optional<String> clientRequestToken() {
    return Optional.ofNullable(clientRequestToken);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JobDefinition that
        && roleArn.equals(that.roleArn)
        && trainingDataUri.equals(that.trainingDataUri)
        && validationDataUris.equals(that.validationDataUris)
        && outputDataUri.equals(that.outputDataUri)
        && hyperParameters.equals(that.hyperParameters)
        && Objects.equals(clientRequestToken, that.clientRequestToken);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        roleArn,
        trainingDataUri,
        validationDataUris,
        outputDataUri,
        hyperParameters,
        clientRequestToken);
  }

  @Override
  public String toString() {
    return "JobDefinition["
        + Characters.orUnknown(trainingDataUri)
        + " to "
        + Characters.orUnknown(outputDataUri)
        + "]";
  }

  /** Collects a definition. Not safe for use by several threads. */
  public static final class Builder {
    private String roleArn = "";
    private String trainingDataUri = "";
    private List<String> validationDataUris = List.of();
    private String outputDataUri = "";
    private Map<String, String> hyperParameters = Map.of();
    private @Nullable String clientRequestToken;

    private Builder() {}

    /** The role that the service assumes. */
    public Builder roleArn(String roleArn) {
      this.roleArn = Objects.requireNonNull(roleArn, "roleArn");
      return this;
    }

    /** The manifest of the training examples. */
    public Builder trainingDataUri(String trainingDataUri) {
      this.trainingDataUri = Objects.requireNonNull(trainingDataUri, "trainingDataUri");
      return this;
    }

    /** The manifests of validation examples. */
    public Builder validationDataUris(List<String> validationDataUris) {
      this.validationDataUris = List.copyOf(validationDataUris);
      return this;
    }

    /** The folder that the service writes metrics to. */
    public Builder outputDataUri(String outputDataUri) {
      this.outputDataUri = Objects.requireNonNull(outputDataUri, "outputDataUri");
      return this;
    }

    /** The hyperparameters as the service tells them. */
    public Builder hyperParameters(Map<String, String> hyperParameters) {
      this.hyperParameters = Objects.requireNonNull(hyperParameters, "hyperParameters");
      return this;
    }

    /** The token that the job was submitted with, if it is known. */
    public Builder clientRequestToken(@Nullable String clientRequestToken) {
      this.clientRequestToken = clientRequestToken;
      return this;
    }

    /** The finished definition. */
    public JobDefinition build() {
      return new JobDefinition(this);
    }
  }
}
