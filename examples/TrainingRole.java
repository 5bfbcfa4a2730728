import io.github.titanembeddings.job.ServiceRole;
import software.amazon.awssdk.regions.Region;

/** Prints the two policies of the IAM role of a fine-tuning job. */
public final class TrainingRole {
  public static void main(String[] args) {
    ServiceRole role =
        ServiceRole.builder()
            .accountId("123456789012")
            .region(Region.US_EAST_1)
            .training("s3://shoes/data/train.jsonl")
            .validation("s3://shoes/data/validation.jsonl")
            .images("s3://shoes/data/images/")
            .output("s3://shoes/output/")
            .build();
    System.out.println(role.trustPolicy());
    System.out.println(role.permissionPolicy());
  }
}

// Output:
// {
//   "Version" : "2012-10-17",
//   "Statement" : [
//     {
//       "Effect" : "Allow",
//       "Principal" : {
//         "Service" : "bedrock.amazonaws.com"
//       },
//       "Action" : "sts:AssumeRole",
//       "Condition" : {
//         "ArnLike" : {
//           "aws:SourceArn" : "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/*"
//         },
//         "StringEquals" : {
//           "aws:SourceAccount" : "123456789012"
//         }
//       }
//     }
//   ]
// }
// {
//   "Version" : "2012-10-17",
//   "Statement" : [
//     {
//       "Sid" : "ReadDataset",
//       "Effect" : "Allow",
//       "Action" : [
//         "s3:GetObject"
//       ],
//       "Resource" : [
//         "arn:aws:s3:::shoes/data/train.jsonl",
//         "arn:aws:s3:::shoes/data/validation.jsonl",
//         "arn:aws:s3:::shoes/data/images/*"
//       ],
//       "Condition" : {
//         "StringEquals" : {
//           "aws:ResourceAccount" : "123456789012"
//         }
//       }
//     },
//     {
//       "Sid" : "WriteOutput",
//       "Effect" : "Allow",
//       "Action" : [
//         "s3:GetObject",
//         "s3:PutObject"
//       ],
//       "Resource" : [
//         "arn:aws:s3:::shoes/output/*"
//       ],
//       "Condition" : {
//         "StringEquals" : {
//           "aws:ResourceAccount" : "123456789012"
//         }
//       }
//     },
//     {
//       "Sid" : "List1",
//       "Effect" : "Allow",
//       "Action" : [
//         "s3:ListBucket"
//       ],
//       "Resource" : [
//         "arn:aws:s3:::shoes"
//       ],
//       "Condition" : {
//         "StringEquals" : {
//           "aws:ResourceAccount" : "123456789012"
//         },
//         "StringLike" : {
//           "s3:prefix" : [
//             "data/train.jsonl",
//             "data/validation.jsonl",
//             "data/images/*",
//             "output/*"
//           ]
//         }
//       }
//     }
//   ]
// }
