package io.github.titanembeddings.finetune.internal.role;

import io.github.titanembeddings.finetune.ServiceRole;
import io.github.titanembeddings.finetune.internal.role.PolicyWriter.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a job needs to put its network interfaces into a VPC, and take them out again. */
final class VpcStatements {
  private static final String MANAGED = "BedrockManaged";
  private static final String JOB = "BedrockModelCustomizationJobArn";

  private final ServiceRole role;
  private final String partition;
  private final String jobs;

  VpcStatements(ServiceRole role, String partition, String jobs) {
    this.role = role;
    this.partition = partition;
    this.jobs = jobs;
  }

  List<Statement> all() {
    List<String> subnets = role.subnetIds().stream().map(id -> arn("subnet/" + id)).toList();
    Stream<String> groups = role.securityGroupIds().stream().map(id -> arn("security-group/" + id));
    return List.of(
        describe(),
        new Statement(
            "CreateInterface",
            List.of("ec2:CreateNetworkInterface"),
            List.of(arn("network-interface/*")),
            Map.of(
                "StringEquals", Map.of("aws:RequestTag/" + MANAGED, List.of("true")),
                "ArnLike", Map.of("aws:RequestTag/" + JOB, List.of(jobs)))),
        new Statement(
            "CreateInterfaceIn",
            List.of("ec2:CreateNetworkInterface"),
            Stream.concat(subnets.stream(), groups).toList(),
            Map.of()),
        remove(subnets),
        tag());
  }

  private static Statement describe() {
    return new Statement(
        "DescribeNetwork",
        List.of(
            "ec2:DescribeDhcpOptions",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs"),
        List.of("*"),
        Map.of());
  }

  private static Map<String, List<String>> ofJobs(String jobs, List<String> subnets) {
    return Map.of("ec2:Subnet", subnets, "ec2:ResourceTag/" + JOB, List.of(jobs));
  }

  private Statement remove(List<String> subnets) {
    return new Statement(
        "UseInterface",
        List.of(
            "ec2:CreateNetworkInterfacePermission",
            "ec2:DeleteNetworkInterface",
            "ec2:DeleteNetworkInterfacePermission"),
        List.of("*"),
        Map.of(
            "ArnLike", ofJobs(jobs, subnets),
            "StringEquals", Map.of("ec2:ResourceTag/" + MANAGED, List.of("true"))));
  }

  private Statement tag() {
    return new Statement(
        "TagInterface",
        List.of("ec2:CreateTags"),
        List.of(arn("network-interface/*")),
        Map.of(
            "StringEquals", Map.of("ec2:CreateAction", List.of("CreateNetworkInterface")),
            "ForAllValues:StringEquals", Map.of("aws:TagKeys", List.of(MANAGED, JOB))));
  }

  private String arn(String resource) {
    return String.join(
        ":", "arn", partition, "ec2", role.region().id(), role.accountId(), resource);
  }
}
