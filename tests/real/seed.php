<?php
/**
 * Planted into the test's WordPress: carries out what wordpress.py asks for, so that a hundred posts with back-dated
 * times and comments take one request. Laid into wp-content/mu-plugins; guarded by a token of the run.
 */

// No request may leave the machine: no update checks, no pings, no cron.
add_filter( 'pre_http_request', fn() => new WP_Error( 'offline', 'This site stays offline.' ) );
add_filter( 'duplicate_comment_id', '__return_zero' );
add_filter( 'comment_flood_filter', '__return_false' );

// Many sites close their API to strangers, most with this filter.
add_filter( 'rest_authentication_errors', function ( $result ) {
	$seeding = str_contains( $_SERVER['REQUEST_URI'] ?? '', 'benchmark-seed' );
	$closed  = ! $seeding && get_option( 'benchmark_closed' );
	return $closed ? new WP_Error( 'rest_not_logged_in', 'You are not currently logged in.', array( 'status' => 401 ) ) : $result;
} );

function benchmark_seed_comment( int $post, array $comment ): int {
	return wp_insert_comment( array(
		'comment_post_ID'      => $post,
		'comment_author'       => 'Reader',
		'comment_author_email' => 'reader@mail.example',
		'comment_content'      => $comment['text'],
		'comment_approved'     => $comment['approved'],
		'comment_type'         => $comment['type'] ?? 'comment',
	) );
}

function benchmark_seed_post( array $post ): int {
	return wp_insert_post( wp_slash( array(
		'post_title'    => $post['title'],
		'post_content'  => $post['content'],
		'post_status'   => $post['status'],
		'post_type'     => $post['type'],
		'post_password' => $post['password'],
		'post_date'     => get_date_from_gmt( $post['at'] ),
		'post_date_gmt' => $post['at'],
		'tags_input'    => $post['tags'],
		'post_author'   => 1,
	) ), true );
}

function benchmark_seed( WP_REST_Request $request ) {
	$asked = $request->get_json_params();
	foreach ( $asked['options'] ?? array() as $name => $value ) {
		update_option( $name, $value );
	}
	$made = array();
	foreach ( $asked['posts'] ?? array() as $post ) {
		$id = benchmark_seed_post( $post );
		if ( is_wp_error( $id ) ) {
			return $id;
		}
		$made[] = $id;
		foreach ( $post['comments'] as $comment ) {
			benchmark_seed_comment( $id, $comment );
		}
	}
	foreach ( $asked['comments'] ?? array() as $comment ) {
		benchmark_seed_comment( $comment['post'], $comment );
	}
	foreach ( $asked['remove_comment_of'] ?? array() as $post ) {
		$newest = get_comments( array( 'post_id' => $post, 'status' => 'approve', 'number' => 1, 'fields' => 'ids' ) );
		wp_delete_comment( $newest[0], true );
	}
	foreach ( $asked['trash'] ?? array() as $post ) {
		wp_trash_post( $post );
	}
	return $made;
}

add_action( 'rest_api_init', function () {
	register_rest_route( 'benchmark-seed/v1', '/apply', array(
		'methods'             => 'POST',
		'callback'            => 'benchmark_seed',
		'permission_callback' => fn( $request ) => hash_equals( BENCHMARK_SEED_TOKEN, (string) $request->get_header( 'x-seed-token' ) ),
	) );
} );
