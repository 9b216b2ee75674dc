// Velero's access to S3, in the place of vmware-tanzu/velero-plugin-for-aws, whose module is not served everywhere. It
// stands under that plugin's name, takes those of its settings that this program writes (region, s3Url,
// s3ForcePathStyle, kmsKeyId), and its file of credentials. It knows buckets, and no volumes.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/encrypt"
	"github.com/sirupsen/logrus"
	"github.com/vmware-tanzu/velero/pkg/buildinfo"
	"github.com/vmware-tanzu/velero/pkg/plugin/framework"
)

// What is not larger is sent in one request; S3 takes parts from 5 MiB on.
const partSize = 16 << 20

// As the SDK of AWS has it. A store that is down is to be told of, and not to hold up what waits for it.
const attempts = 3

func main() {
	if len(os.Args) > 1 && os.Args[1] == "version" {
		fmt.Println("Version:", buildinfo.Version)
		return
	}
	framework.NewServer().RegisterObjectStore("velero.io/aws", newBuckets).Serve()
}

// buckets is Velero's ObjectStore.
type buckets struct {
	client     *minio.Client
	encryption encrypt.ServerSide
}

func newBuckets(logrus.FieldLogger) (any, error) { return &buckets{}, nil }

func (b *buckets) Init(config map[string]string) error {
	endpoint := config["s3Url"]
	if endpoint == "" {
		endpoint = fmt.Sprintf("https://s3.%s.amazonaws.com", config["region"])
	}
	address, err := url.Parse(endpoint)
	if err != nil {
		return fmt.Errorf("s3Url: %w", err)
	}
	lookup := minio.BucketLookupAuto
	if config["s3ForcePathStyle"] == "true" {
		lookup = minio.BucketLookupPath
	}
	b.client, err = minio.New(address.Host, &minio.Options{
		// Without a name, it reads the file that AWS_SHARED_CREDENTIALS_FILE names.
		Creds:        credentials.NewFileAWSCredentials(config["credentialsFile"], config["profile"]),
		Secure:       address.Scheme == "https",
		Region:       config["region"],
		BucketLookup: lookup,
		MaxRetries:   attempts,
	})
	if err == nil && config["kmsKeyId"] != "" {
		b.encryption, err = encrypt.NewSSEKMS(config["kmsKeyId"], nil)
	}
	return err
}

func (b *buckets) PutObject(bucket, key string, body io.Reader) error {
	options := minio.PutObjectOptions{PartSize: partSize, ServerSideEncryption: b.encryption}
	head, err := io.ReadAll(io.LimitReader(body, partSize))
	if err != nil {
		return err
	}
	var content io.Reader = bytes.NewReader(head)
	size := int64(len(head))
	if size == partSize {
		content, size = io.MultiReader(content, body), -1
	}
	_, err = b.client.PutObject(context.Background(), bucket, key, content, size, options)
	return err
}

func (b *buckets) ObjectExists(bucket, key string) (bool, error) {
	_, err := b.client.StatObject(context.Background(), bucket, key, minio.StatObjectOptions{})
	var answer minio.ErrorResponse
	if errors.As(err, &answer) && answer.Code == minio.NoSuchKey {
		return false, nil
	}
	return err == nil, err
}

func (b *buckets) GetObject(bucket, key string) (io.ReadCloser, error) {
	object, err := b.client.GetObject(context.Background(), bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	// It asks for nothing before it is read; what is not there is to be said here.
	if _, err := object.Stat(); err != nil {
		_ = object.Close()
		return nil, err
	}
	return object, nil
}

func (b *buckets) ListCommonPrefixes(bucket, prefix, delimiter string) ([]string, error) {
	if delimiter != "/" {
		return nil, fmt.Errorf("prefixes are told apart by \"/\", not by %q", delimiter)
	}
	return b.list(bucket, prefix, false)
}

func (b *buckets) ListObjects(bucket, prefix string) ([]string, error) {
	return b.list(bucket, prefix, true)
}

// list returns the objects below a prefix; without recursion, the folders directly below it.
func (b *buckets) list(bucket, prefix string, recursive bool) ([]string, error) {
	// Or else the listing goes on behind an early return.
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var keys []string
	options := minio.ListObjectsOptions{Prefix: prefix, Recursive: recursive}
	for object := range b.client.ListObjects(ctx, bucket, options) {
		if object.Err != nil {
			return nil, object.Err
		}
		isFolder := object.Key != "" && object.Key[len(object.Key)-1] == '/'
		if recursive || isFolder {
			keys = append(keys, object.Key)
		}
	}
	return keys, nil
}

func (b *buckets) DeleteObject(bucket, key string) error {
	return b.client.RemoveObject(context.Background(), bucket, key, minio.RemoveObjectOptions{})
}

func (b *buckets) CreateSignedURL(bucket, key string, ttl time.Duration) (string, error) {
	signed, err := b.client.PresignedGetObject(context.Background(), bucket, key, ttl, nil)
	if err != nil {
		return "", err
	}
	return signed.String(), nil
}
