package io.github.titanembeddings.finetune;

import java.util.List;

/**
 * The VPC of a fine-tuning job. Immutable. {@link FineTuningRequest.Builder#build()} checks the
 * counts.
 *
 * @param subnetIds 1 to 16 subnet IDs
 * @param securityGroupIds 1 to 5 security group IDs
 */
public record VpcConfig(List<String> subnetIds, List<String> securityGroupIds) {
  public VpcConfig {
    subnetIds = List.copyOf(subnetIds);
    securityGroupIds = List.copyOf(securityGroupIds);
  }
}
