package io.github.titanembeddings.finetune;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The VPC that a job runs in: 1 to 16 subnets and 1 to 5 security groups, which the request that it
 * is part of checks. Immutable and safe to share between threads.
 */
public final class VpcConfig {
  private final List<String> subnetIds;
  private final List<String> securityGroupIds;

  private VpcConfig(Collection<String> subnetIds, Collection<String> securityGroupIds) {
    this.subnetIds = List.copyOf(subnetIds);
    this.securityGroupIds = List.copyOf(securityGroupIds);
  }

  /** A VPC by the ids of subnets and security groups. */
  public static VpcConfig of(Collection<String> subnetIds, Collection<String> securityGroupIds) {
    return new VpcConfig(subnetIds, securityGroupIds);
  }

  /** The subnets' ids. */
  public List<String> subnetIds() {
    return subnetIds;
  }

  /** The security groups' ids. */
  public List<String> securityGroupIds() {
    return securityGroupIds;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VpcConfig that
        && subnetIds.equals(that.subnetIds)
        && securityGroupIds.equals(that.securityGroupIds);
  }

  @Override
  public int hashCode() {
    return Objects.hash(subnetIds, securityGroupIds);
  }

  @Override
  public String toString() {
    return "VpcConfig[" + subnetIds + ", " + securityGroupIds + "]";
  }
}
